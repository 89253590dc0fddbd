// Prints what TypeScript finds wrong with dashboards, given as files, against Grafana's own types.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const sources = process.argv.slice(2).map((file) => {
  const name = `${basename(file, '.json')}.check.ts`;
  const json = readFileSync(file, 'utf8');
  writeFileSync(
    name,
    `import type { DashboardFile } from './dashboard.js';\nexport const checked = (${json}) satisfies DashboardFile;\n`,
  );
  return name;
});
writeFileSync(
  'tsconfig.check.json',
  JSON.stringify({ extends: './tsconfig.json', files: sources }),
);
const tsc = spawnSync('node_modules/.bin/tsc', ['-p', 'tsconfig.check.json', '--pretty', 'false'], { encoding: 'utf8' });
if (tsc.error) {
  throw tsc.error;
}
const said = `${tsc.stdout}${tsc.stderr}`.split('\n').filter((line) => line.trim() !== '');
if (tsc.status !== 0 && said.length === 0) {
  said.push(`tsc ended with ${tsc.status}`);
}
for (const finding of said) {
  console.log(JSON.stringify({ finding }));
}
