// `node test/scripts/complete-lock.mjs`: after a change of dependencies, names the platform packages that a registry
// mirror without other platforms' builds leaves out of package-lock.json, where `npm ci` insists on them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

const path = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'];

let added = 0;
for (const [where, { optionalDependencies = {}, dev }] of Object.entries({ ...lock.packages })) {
  if (where === '') continue;
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] ?? lock.packages[`${where}/${key}`]) continue;
    const words = name.split(/[/-]/);
    const os = systems.filter((it) => words.includes(it));
    const cpu = processors.filter((it) => words.includes(it));
    lock.packages[key] = {
      version,
      ...(cpu.length > 0 && { cpu }),
      ...(dev && { dev }),
      optional: true,
      ...(os.length > 0 && { os }),
    };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} entries added`);
