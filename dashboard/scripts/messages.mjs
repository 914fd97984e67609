// Compiles messages/*.json to src/paraglide, one module per language: a browser loads the language it shows and no other.
import { compile } from '@inlang/paraglide-js';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
await compile({ project: at('../project.inlang'), outdir: at('../src/paraglide'), outputStructure: 'locale-modules' });
// What only a part of the wall that is opened now and then says comes with that part: an officer's phone has no use for it.
await compile({ project: at('../project.geofences.inlang'), outdir: at('../src/paraglide/geofences'), outputStructure: 'locale-modules' });
await compile({ project: at('../project.alarms.inlang'), outdir: at('../src/paraglide/alarms'), outputStructure: 'locale-modules' });
await compile({ project: at('../project.profiles.inlang'), outdir: at('../src/paraglide/profiles'), outputStructure: 'locale-modules' });
