import type { TextObject } from '../../model';
import { Link, plainText } from '../text';
import { type BlockProps, fieldsOf } from './block-props';
import { Picture } from './picture';

export function ImageBlock({ block }: BlockProps) {
  return (
    <figure>
      {block.title && <figcaption>{plainText(block.title)}</figcaption>}
      <Picture image={block} size="full" />
    </figure>
  );
}

interface VideoFields {
  video_url: string;
  thumbnail_url: string;
  alt_text: string;
  title: TextObject;
  title_url?: string;
  author_name?: string;
  provider_name?: string;
  provider_icon_url?: string;
  description?: TextObject;
}

/** A video as its picture, which opens it in another window: this page runs nothing of anybody else. */
export function Video({ block }: BlockProps) {
  const video = fieldsOf<VideoFields>(block);
  const credits = [video.provider_name, video.author_name].filter(Boolean).join(' · ');
  return (
    <figure class="video">
      <figcaption>
        {credits && (
          <span class="muted">
            {video.provider_icon_url && (
              <Picture image={{ image_url: video.provider_icon_url, alt_text: '' }} size="icon" />
            )}
            {credits}
          </span>
        )}
        <strong>
          <Link url={video.title_url ?? ''}>{plainText(video.title)}</Link>
        </strong>
        {video.description && <span>{plainText(video.description)}</span>}
      </figcaption>
      <Link url={video.video_url}>
        <span class="play">
          <Picture image={{ image_url: video.thumbnail_url, alt_text: video.alt_text }} size="full" />
          <span class="play-sign" role="img" aria-label={`Play ${plainText(video.title)}`}>
            ▶
          </span>
        </span>
      </Link>
    </figure>
  );
}

/** A file that lives elsewhere; apps read this block and cannot send it. */
export function RemoteFile({ block }: BlockProps) {
  return (
    <div class="file-card">
      <span class="file-sign" aria-hidden="true">
        📄
      </span>
      <span>
        <strong>Remote file</strong>
        <span class="muted">{String(block.external_id)}</span>
      </span>
    </div>
  );
}
