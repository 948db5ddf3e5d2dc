import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { SharedFlags } from './commands/common.js';
import type { VerifyFlags } from './commands/verify.js';
import { withConfig } from './config/flags.js';
import { readConfig } from './config/read.js';
import { EnvironmentError, EXIT, type ExitCode, InternalError, UsageError } from './errors.js';
import { type Streams, type Terminal, terminal } from './terminal.js';
import { version } from './version.js';

interface RawFlags {
  readonly cwd: string;
  readonly app?: string;
  readonly target: SharedFlags['target'];
  readonly style: SharedFlags['style'];
  readonly async: SharedFlags['async'];
  readonly unit?: string[];
  readonly include?: string[];
  readonly exclude?: string[];
  readonly format?: string[];
  readonly color: 'auto' | 'always' | 'never';
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly readAll?: boolean;
  readonly timings?: boolean;
  readonly input: boolean;
  readonly interactive?: boolean;
  readonly commit?: boolean;
  readonly plan?: string;
  readonly output?: string;
  readonly maxKept?: string;
  readonly maxBridged?: string;
  readonly only?: 'same';
  readonly config?: string;
  readonly series?: string;
  readonly reproducible?: boolean;
}

type Action = (args: readonly string[], flags: SharedFlags, terminal: Terminal) => Promise<ExitCode>;

const TARGETS: readonly SharedFlags['target'][] = ['fastapi', 'quart'];

const collect = (value: string, before: string[] = []) => [...before, value];

/** Arguments only: what a verb does stands in its own file, which is loaded when it is called. */
function program(streams: Streams, finish: (code: ExitCode) => void): Command {
  const root = new Command('decant')
    .description('Pours a Flask app into FastAPI, one blueprint at a time. Nothing but `apply` writes.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      writeErr: (text) => void streams.stderr.write(text),
    })
    .showSuggestionAfterError();
  const verb = (
    usage: string,
    description: string,
    load: () => Promise<Action>,
    targets: readonly SharedFlags['target'][] = ['fastapi'],
  ): Command => {
    const command = root
      .command(usage)
      .description(description)
      .exitOverride()
      .option('-C, --cwd <dir>', 'the project', '.')
      .option('--app <module:attr>', 'the Flask object or factory; found by itself when there is one')
      .addOption(new Option('--target <framework>', 'what to convert to').choices(targets).default('fastapi'))
      .addOption(
        new Option('--style <style>', "keep Flask's answers, or take FastAPI's")
          .choices(['compatible', 'idiomatic'])
          .default('compatible'),
      )
      .addOption(
        new Option('--async <policy>', 'when views become async').choices(['auto', 'off', 'offload']).default('auto'),
      )
      .addOption(new Option('--only <trust>', 'what is proved equal, and what is accepted').choices(['same']))
      .option('--config <file>', 'the configuration (default: decant.json, or [tool.decant] of pyproject.toml)')
      .option('--unit <name>', 'a unit, as an argument would name it (repeatable)', collect)
      .option('--include <glob>', 'only these files (repeatable)', collect)
      .option('--exclude <glob>', 'not these files (repeatable)', collect)
      .option(
        '-f, --format <format[=file]>',
        'text, json, md, html, sarif, github, gitlab, rdjson or junit (repeatable)',
        collect,
      )
      .addOption(new Option('--color <when>').choices(['auto', 'always', 'never']).default('auto'))
      .option('-q, --quiet', 'no progress')
      .option('-v, --verbose', 'each step on a line of its own')
      .option('--no-input', 'never ask')
      .option('--jobs <n>', 'workers; one is enough for most projects', '1')
      .option('--timings', 'how long each step took')
      .addOption(new Option('--read-all', 'read files as well that nothing of Flask leads to').hideHelp());
    command.action(async () => {
      const raw = command.opts<RawFlags>();
      const action = await load();
      const { color, quiet = false, verbose = false, timings = false } = raw;
      const given = (name: string) => command.getOptionValueSource(name) === 'cli';
      const flags = withConfig(sharedFlags(raw), readConfig(raw.cwd, raw.config), given);
      finish(await action(command.args, { ...raw, ...flags }, terminal({ color, quiet, verbose, timings }, streams)));
    });
    return command;
  };
  verb(
    'plan [unit...]',
    'units, outcomes, differences',
    async () => (await import('./commands/plan.js')).plan,
    TARGETS,
  ).option('-o, --output <file>', 'saves the plan, for apply --plan');
  verb(
    'diff [unit...]',
    'the patch on standard output, for git apply',
    async () => (await import('./commands/diff.js')).diff,
    TARGETS,
  );
  verb('apply [unit...]', 'writes', async () => (await import('./commands/apply.js')).apply, TARGETS)
    .option('-i, --interactive', 'asks of each route that would become FastAPI')
    .option('--commit', 'one commit a unit')
    .option('--series <dir>', 'one patch file a unit instead, for git am, made of the last commit')
    .option('--reproducible', 'with --series: two runs give the same files, whoever makes them')
    .option('--plan <file>', 'just what a saved plan says; exit 4 if a file has changed since');
  const verifying = verb(
    'verify',
    'runs both applications, sends the same requests, and holds every difference against the report',
    async () => {
      const { verify } = await import('./commands/verify.js');
      return (_, flags, shown) => verify(flags as SharedFlags & VerifyFlags, shown);
    },
  );
  verifyOptions(verifying);
  verb('report', 'the plan, for review: -f md (the default), sarif, …', async () => {
    return (await import('./commands/report.js')).report;
  });
  verb(
    'explain <subject>',
    'a message, a route (endpoint or "METHOD /path"), or FILE:LINE',
    async () => (await import('./commands/explain.js')).explain,
  );
  verb('status', 'how far the tree is, unit by unit', async () => (await import('./commands/status.js')).status);
  verb('todo', 'what a person has to do before Flask can go', async () => (await import('./commands/todo.js')).todo);
  verb('check', 'the gate for CI', async () => (await import('./commands/check.js')).check)
    .option('--max-kept <n>', 'exit 1 if more rules than that are kept in Flask')
    .option('--max-bridged <n>', 'exit 1 if more rules than that are bridged');
  verb('init', 'configuration and a gate for CI: shows them, asks, and writes them', async () => {
    return (await import('./commands/init.js')).init;
  });
  return root;
}

function verifyOptions(command: Command): void {
  command
    .option(
      '--base <rev|dir>',
      'the original: a revision of git, or a folder (default: the last one that is not converted)',
    )
    .option('--asgi <module:attr>', 'the converted application, where it is not found')
    .option('--python <path>', 'the Python of the project (default: its virtual environment, else python3)')
    .option('--before <command>', 'makes the state that the original needs, in its copy; the others get the same')
    .option('--requests <file>', 'requests of your own, JSON or HAR (repeatable)', collect, [])
    .option('--log <file>', 'an access log, whose GET and HEAD requests are sent (repeatable)', collect, [])
    .option('--no-generated', 'send only those')
    .option('--server', 'ask over real servers on 127.0.0.1, not in process', false)
    .option('--network', 'let the applications open connections to other machines', false)
    .option('--timeout <s>', 'seconds for a request; 60 times as much for all of it', seconds, 10);
}

function seconds(value: string): number {
  const found = Number(value);
  if (!(found > 0)) throw new InvalidArgumentError('a number of seconds is wanted');
  return found;
}

function sharedFlags(raw: RawFlags): SharedFlags {
  return {
    cwd: raw.cwd,
    ...(raw.app !== undefined && { app: raw.app }),
    target: raw.target,
    style: raw.style,
    async: raw.async,
    unit: raw.unit ?? [],
    include: raw.include ?? [],
    exclude: raw.exclude ?? [],
    format: raw.format ?? [],
    readAll: raw.readAll === true,
    input: raw.input,
    interactive: raw.interactive === true,
    commit: raw.commit === true,
    ...(raw.plan !== undefined && { plan: raw.plan }),
    ...(raw.output !== undefined && { out: raw.output }),
    ...(raw.maxKept !== undefined && { maxKept: raw.maxKept }),
    ...(raw.maxBridged !== undefined && { maxBridged: raw.maxBridged }),
    ...(raw.only !== undefined && { only: raw.only }),
    ...(raw.series !== undefined && { series: raw.series }),
    reproducible: raw.reproducible === true,
    accept: [],
  };
}

/**
 * Runs the command line inside a process, which stays: `args` are what follows `decant`. Paths count from the folder that the
 * process is in. What goes wrong is said on `stderr`, not thrown.
 */
export async function main(args: readonly string[], streams: Streams): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const root = program(streams, (found) => {
    code = found;
  });
  if (args.length === 0) {
    streams.stdout.write(FIRST_STEPS);
    return EXIT.done;
  }
  try {
    await root.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (error instanceof UsageError || error instanceof EnvironmentError) {
      streams.stderr.write(`decant: ${error.message}\n${error.hint ? `  ${error.hint}\n` : ''}`);
      return error instanceof UsageError ? EXIT.usage : EXIT.environment;
    }
    const what =
      error instanceof InternalError || !(error instanceof Error) ? String(error) : (error.stack ?? error.message);
    streams.stderr.write(`decant: this is our fault, please report it (decant ${version})\n${what}\n`);
    return EXIT.bug;
  }
}

const FIRST_STEPS = `Three commands to begin with:

  decant plan       what would become of each route, and why
  decant diff       the patch, to read or for git apply
  decant apply      writes it

decant --help lists the rest.
`;
