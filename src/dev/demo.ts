import { splitPatch, withBookshop } from './samples.js';

/** `npm run demo`: converts a copy of an application that ships with us; prints the patch and the report. */
const say = (text: string) => process.stdout.write(text);

withBookshop((decant) => {
  const { own, support } = splitPatch(decant('diff'));
  say('$ decant diff\n\n');
  for (const part of own.values()) say(part);
  if (support.length > 0) say(`\n… and ${support.length} files of support packages: ${support.join(', ')}\n`);
  say(`\n$ decant plan\n\n${decant('plan')}`);
  say(`\n$ decant explain accounts.login\n\n${decant('explain', 'accounts.login')}`);
  say(`$ decant plan -f json\n\n${decant('plan', '-f', 'json')}`);
  say(`\n$ decant apply\n\n${decant('apply')}`);
});
