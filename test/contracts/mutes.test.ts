import { withMentions } from '../../src/domain/notifications/muted-mentions';
import { onEachStore } from './on-each-store';

onEachStore('Mutes', (stores) => {
  const mute = (slackId: string, pipeline?: string) =>
    stores().mutes.update(slackId, (known) => withMentions(known, { slackId, pipeline, muted: true }));

  it('takes whoever has said nothing for somebody who wants to be mentioned', async () => {
    const { mutes } = stores();

    expect(await mutes.get('U0ADA')).toBeUndefined();
    expect(await mutes.isMuted('U0ADA', 'penguins')).toBe(false);
  });

  it('gives back exactly what was stored', async () => {
    await mute('U0ADA', 'penguins');

    expect(await stores().mutes.get('U0ADA')).toEqual({ slackId: 'U0ADA', everywhere: false, except: ['penguins'] });
  });

  it('tells people and pipelines apart', async () => {
    await mute('U0ADA', 'penguins');
    await mute('U0BEN');

    const { mutes } = stores();
    expect(await mutes.isMuted('U0ADA', 'penguins')).toBe(true);
    expect(await mutes.isMuted('U0ADA', 'puffins')).toBe(false);
    expect(await mutes.isMuted('U0BEN', 'puffins')).toBe(true);
    expect(await mutes.isMuted('U0EMMA', 'penguins')).toBe(false);
  });

  it('keeps both of two changes that were made at once', async () => {
    await Promise.all([mute('U0ADA', 'penguins'), mute('U0ADA', 'puffins')]);

    expect(await stores().mutes.get('U0ADA')).toMatchObject({ except: ['penguins', 'puffins'] });
  });
});
