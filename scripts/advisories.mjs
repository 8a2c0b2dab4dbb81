import { spawnSync } from 'node:child_process';

/**
 * Asks the registry for known vulnerabilities of what goes into production. Ends with 1 where there is one, and with 2,
 * saying so, where the registry could not be asked: nothing is known then, which is not the same as nothing being wrong.
 */
const { stdout, error } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const answer = answerIn(stdout);
const found = answer.metadata?.vulnerabilities?.total;
const why = error?.message || answer.message || answer.error?.summary || stdout;

if (found === undefined) end(2, `Vulnerabilities could NOT be asked for: ${why}`);
else if (found === 0) end(0, 'No vulnerability is known of what goes into production.');
else end(1, `Known of what goes into production:\n${Object.values(answer.vulnerabilities).map(line).join('\n')}`);

function answerIn(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** What a package has itself is an object; what it has of another is that one's name. */
function line({ name, severity, range, via }) {
  const titles = via.map((one) => (typeof one === 'string' ? `by ${one}` : `${one.title} ${one.url}`));
  return `  ${name} ${range} (${severity}): ${titles.join('; ')}`;
}

function end(code, sentence) {
  process.exitCode = code;
  (code === 0 ? process.stdout : process.stderr).write(`${sentence}\n`);
}
