import { version } from '../version.js';

/** What `init` would write, and what a person has to add to files that are there already. */
export interface Proposal {
  /** From the top of the repository. */
  readonly files: ReadonlyMap<string, string>;
  readonly byHand: readonly { readonly file: string; readonly text: string }[];
}

/** What was found out about a project. */
export interface Project {
  /** From the top of the repository to the project: `services/shop/`; empty where they are one. */
  readonly prefix: string;
  /** `MODULE:ATTRIBUTE` */
  readonly app: string;
  /** How many rules are kept in Flask, and bridged, today. */
  readonly kept: number;
  readonly bridged: number;
  /** There is a configuration already. */
  readonly configured: boolean;
  /** Is that file there? */
  readonly has: (path: string) => boolean;
}

const GITHUB = '.github/workflows/decant.yml';
const GITLAB = '.gitlab/decant.yml';
const PRE_COMMIT = '.pre-commit-config.yaml';

/** The command for CI: the version that is at work here, so that an upgrade is a commit. */
const COMMAND = `npx --yes decant@${version}`;

/** The configuration with a budget that can only be lowered, and a gate for the CI that the repository uses. */
export function proposal(project: Project): Proposal {
  const { prefix, app, kept, bridged, configured, has } = project;
  const files = new Map<string, string>();
  const byHand: { file: string; text: string }[] = [];
  const config = { app, style: 'compatible', maxKept: kept, maxBridged: bridged };
  if (!configured) files.set(`${prefix}decant.json`, `${JSON.stringify(config, null, 2)}\n`);
  const folder = prefix === '' ? '.' : prefix.replace(/\/$/, '');
  if (has('.github')) files.set(GITHUB, workflow(folder));
  if (has('.gitlab-ci.yml')) {
    files.set(GITLAB, pipeline(folder));
    byHand.push({ file: '.gitlab-ci.yml', text: `include:\n  - local: ${GITLAB}\n` });
  }
  if (has(PRE_COMMIT)) byHand.push({ file: PRE_COMMIT, text: hook(folder) });
  return { files, byHand };
}

function workflow(folder: string): string {
  return `# What becoming FastAPI means for this pull request, in the summary of the run; fails when more is left in Flask than agreed.
name: decant
on: pull_request
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: ${COMMAND} check -C "${folder}" -f text -f github -f "md=$GITHUB_STEP_SUMMARY"
`;
}

function pipeline(folder: string): string {
  return `# Findings of decant in merge requests; fails when more is left in Flask than agreed.
decant:
  image: node:22
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - ${COMMAND} check -C "${folder}" -f text -f gitlab=gl-code-quality.json -f junit=decant.xml
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality.json
      junit: decant.xml
`;
}

function hook(folder: string): string {
  return `repos:
  - repo: local
    hooks:
      - id: decant-check
        name: decant check
        entry: ${COMMAND} check -C ${folder}
        language: system
        types: [python]
        pass_filenames: false
`;
}
