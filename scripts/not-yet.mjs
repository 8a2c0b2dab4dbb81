// A command that the project keeps and that has nothing behind it yet says so and fails: it never pretends.
const [name, what] = process.argv.slice(2);
process.stderr.write(`npm run ${name}: ${what} is not there yet.\n`);
process.exit(1);
