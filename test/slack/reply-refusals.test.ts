import type { AllMiddlewareArgs, AnyMiddlewareArgs } from '@slack/bolt';
import { validateBlocks } from '../../infra/local/slack/block-kit/validate';
import { BadRequest } from '../../src/domain/errors';
import { createLog } from '../../src/log';
import { createMetrics } from '../../src/metrics';
import { replyRefusals } from '../../src/slack/reply-refusals';

const refusal = new BadRequest('Nothing waits.');

/** What is told of an error, and by which way. */
async function told(where: object, error: Error): Promise<[way: string, text: string][]> {
  const said: [string, string][] = [];
  const args = {
    client: {
      chat: { postMessage: async ({ channel, text }: { channel: string; text: string }) => said.push([channel, text]) },
    },
    next: () => Promise.reject(error),
    ...where,
    ...('respond' in where && { respond: async ({ text }: { text: string }) => said.push(['answer', text]) }),
  };
  const log = createLog('silent');
  const reply = replyRefusals({ log, metrics: createMetrics() });
  // Bolt's arguments are of a listener's kind each; these have what the middleware reads, and no more.
  await reply(args as unknown as AllMiddlewareArgs & AnyMiddlewareArgs);
  return said;
}

describe('a request that is refused', () => {
  it.each([
    ['a command', { respond: true, body: { user_id: 'U0ADA' } }, 'answer'],
    ['a button of a message', { respond: true, body: { user: { id: 'U0ADA' } } }, 'answer'],
    ['a dialog that was sent', { view: {}, body: { view: {}, user: { id: 'U0ADA' } } }, 'U0ADA'],
    ['a button of a dialog', { body: { view: {}, user: { id: 'U0ADA' } } }, 'U0ADA'],
  ])('is told where %s can still be answered', async (_what, where, way) => {
    expect(await told(where, refusal)).toEqual([[way, 'Nothing waits.']]);
    expect(await told(where, new Error('table away'))).toEqual([
      [way, expect.stringMatching(/on our side \(reference [0-9a-f]{8}\)/)],
    ]);
  });

  it('ends in a button where something else is possible', async () => {
    const told: { blocks: object[] }[] = [];
    const args = {
      respond: async (answer: { blocks: object[] }) => told.push(answer),
      next: () => Promise.reject(new RollbackGone('x')),
      body: { user: { id: 'U0ADA' } },
    };
    const log = createLog('silent');

    // As above: what the middleware reads, and no more.
    await replyRefusals({ log, metrics: createMetrics() })(args as unknown as AllMiddlewareArgs & AnyMiddlewareArgs);

    expect(validateBlocks(told[0]?.blocks, 'message')).toEqual([]);
    expect(told[0]?.blocks[1]).toMatchObject({
      elements: [
        { action_id: 'offer_rollback', value: 'penguins execution-1', text: { text: 'See what is possible now' } },
      ],
    });
  });
});

class RollbackGone extends BadRequest {
  override readonly offer = { kind: 'rollback', pipeline: 'penguins', releaseId: 'execution-1' } as const;
}
