import type { Snapshot, View } from '../../model';
import { Blocks } from '../blocks/blocks';
import { useViewSurface } from '../view-surface';

/** What the app has published for this person. */
export function HomeTab({ snapshot }: { snapshot: Snapshot }) {
  const { home, bot } = snapshot;
  return (
    <div class="home" role="tabpanel" aria-labelledby="tab-home">
      {home ? (
        <Published key={home.id} snapshot={snapshot} home={home} />
      ) : (
        <p class="empty">{bot.name} has published nothing for you yet.</p>
      )}
    </div>
  );
}

function Published({ snapshot, home }: { snapshot: Snapshot; home: View }) {
  const { surface } = useViewSurface(snapshot, home);
  return <Blocks blocks={home.blocks} surface={surface} />;
}
