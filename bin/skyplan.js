#!/usr/bin/env node
// Written so that an old Node can still read it and say what is wrong.
if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(
    `skyplan needs Node.js 20 or newer; this is ${process.version} (${process.execPath}).\n` +
      'Install a newer one from https://nodejs.org, or choose one with your version tool (nvm use 20).',
  );
  process.exitCode = 65;
} else {
  import('./launch.js').then(({ launch }) => launch());
}
