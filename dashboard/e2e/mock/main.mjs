// A lively port on http://127.0.0.1:8090 for working on the screens: `npm run mock`, then `npm run dev`.
import { PASSWORD, startMock } from './server.mjs';

const mock = await startMock({ port: Number(process.env.PORT ?? 8090), lively: true });
console.log(`${mock.url}  users commander, supervisor, chief, officer1..8, analyst, auditor, trader; password ${PASSWORD}`);
process.on('SIGINT', () => void mock.close().then(() => process.exit(0)));
