import type { ComponentChildren } from 'preact';
import type { BlockElement, TextObject } from '../../model';
import { plainText, Text } from '../text';
import type { BlockProps } from './block-props';
import { Picture } from './picture';
import { RichText } from './rich-text';

interface ContainerFields {
  title?: TextObject;
  rich_text_title?: BlockElement;
  subtitle?: TextObject;
  icon?: BlockElement;
  width?: 'narrow' | 'standard' | 'wide' | 'full';
  is_collapsible?: boolean;
  default_collapsed?: boolean;
  has_header_divider?: boolean;
}

/** Blocks under a title of their own, which may fold away. */
export function Container({ block, children }: Pick<BlockProps, 'block'> & { children: ComponentChildren }) {
  const container = block as ContainerFields;
  const { title, subtitle, icon, width = 'standard' } = container;
  const classes = `container ${width}${container.has_header_divider ? ' divided' : ''}`;
  const head = (
    <>
      {icon && <Picture image={icon} size="icon" />}
      <span>
        <strong>{title ? plainText(title) : <RichText elements={container.rich_text_title?.elements} />}</strong>
        {subtitle && (
          <span class="muted">
            <Text text={subtitle} />
          </span>
        )}
      </span>
    </>
  );
  if (!container.is_collapsible) {
    return (
      <div class={classes}>
        <div class="container-head">{head}</div>
        {children}
      </div>
    );
  }
  return (
    <details class={classes} open={!container.default_collapsed}>
      <summary class="container-head">{head}</summary>
      {children}
    </details>
  );
}
