import type { BlockElement } from '../../model';
import { isSafeUrl } from '../mrkdwn';
import { fileOf, useSeen } from '../seen';

type Image = Pick<BlockElement, 'image_url' | 'alt_text'> & { slack_file?: unknown };

/** An image of a block, from the web or from the workspace's files; its words where it cannot be shown. */
export function Picture({ image, size }: { image: Image; size: 'full' | 'thumbnail' | 'icon' | 'hero' }) {
  const seen = useSeen();
  const url = image.image_url ?? fileOf(seen, image.slack_file)?.page_url;
  const alt = image.alt_text ?? '';
  const isShown = url !== undefined && (image.image_url === undefined || isSafeUrl(url));
  if (!isShown) return <span class="muted">{alt}</span>;
  return <img src={url} alt={alt} class={`picture ${size}`} loading="lazy" />;
}
