import { alarmToPixel, batch } from './events';
import { firstBoard } from './firstBoard';
import { fixToBrowser } from './fixToBrowser';
import { closeBrowser } from './hall';
import { deadLink, outages, reconnect } from './link';
import { dots, icons } from './map';
import { size } from './size';
import { states } from './states';

/** In the order of the table of figures. */
const BENCHES: Record<string, [run: () => Promise<void>, what: string]> = {
  'first-board': [firstBoard, 'navigation to the live board, cold and cached'],
  icons: [icons, '5,000 moving icons, the map at rest and dragged'],
  dots: [dots, '20,000 of them'],
  'alarm-to-pixel': [alarmToPixel, 'an alarm from the hub to the screen'],
  reconnect: [reconnect, 'after a reset and after an outage of 3 s'],
  outage: [outages, 'after 30 s, with more events than are kept: one snapshot, and nothing missing (takes a minute)'],
  'dead-link': [deadLink, 'a link on which nothing arrives any more'],
  batch: [batch, '500 events at once'],
  size: [size, 'JavaScript of each face'],
  'fix-to-browser': [fixToBrowser, 'AIS reports to the map on a running hub: OPSHUB_URL, OPSHUB_DEMO_PASSWORD, OPSHUB_NMEA (127.0.0.1:10110)'],
  states: [states, 'pictures of the wall board for docs/'],
};
/** What `all` runs: what needs nothing but a build. */
const ALL = Object.keys(BENCHES).filter((name) => name !== 'fix-to-browser' && name !== 'states');

export async function run(names: string[]): Promise<number> {
  const chosen = names.flatMap((name) => (name === 'all' ? ALL : [name]));
  if (chosen.length === 0 || chosen.some((name) => !BENCHES[name])) {
    console.log('npm run bench -- <name>... | all\n');
    for (const [name, [, what]] of Object.entries(BENCHES)) console.log(`  ${name.padEnd(16)} ${what}`);
    console.log('\nAccessibility, three faces x dark, light, right-to-left, offline: npm run e2e -- axe');
    return 2;
  }
  try {
    for (const name of chosen) await BENCHES[name]![0]();
    return 0;
  } finally {
    await closeBrowser();
  }
}
