// npm run bench -- <name>...: the figures of a real browser. TypeScript is loaded the way the application's own is.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const { module } = await runnerImport(fileURLToPath(new URL('benches.ts', import.meta.url)), { configFile: false, logLevel: 'error' });
process.exitCode = await module.run(process.argv.slice(2));
