import { readFileSync } from 'node:fs';
import { buildPrograms, startProgram, stopProgram } from './load/programs';
import { REACHED_BY, startSurroundings } from './load/surroundings';

(async () => {
  await buildPrograms();
  const s = await startSurroundings();
  for (let i = 0; i < 4; i++)
    for (const p of ['bot', 'bare', 'bare-with-queue'] as const) {
      const r = await startProgram(p, {
        ...s.environment,
        ...REACHED_BY.socket,
        CONSUMERS: '3',
        VISIBILITY_SECONDS: '30',
        LONG_POLL_SECONDS: '20',
      });
      await new Promise((d) => setTimeout(d, 1500));
      const st = readFileSync(`/proc/${r.process.pid}/status`, 'utf8');
      const cpu = readFileSync(`/proc/${r.process.pid}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(11, 13);
      console.log(
        p,
        Math.round(r.upAfterMs),
        /VmRSS:\s+(\d+)/.exec(st)![1],
        /RssAnon:\s+(\d+)/.exec(st)?.[1],
        cpu.join('+'),
      );
      if (i === 0) console.log(r.lines.join('\n'));
      await stopProgram(r);
    }
  await s.close();
})();
