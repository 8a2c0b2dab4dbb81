import type { Block, BlockElement, TextObject } from '../../model';
import { ActionElement } from '../elements/elements';
import type { Surface } from '../elements/surface';
import { Emoji, Text } from '../text';
import { type BlockProps, fieldsOf } from './block-props';
import { Picture } from './picture';
import { Sideways } from './sideways';

interface CardFields {
  hero_image?: BlockElement;
  icon?: BlockElement;
  slack_icon?: { name: string };
  title?: TextObject;
  subtitle?: TextObject;
  body?: TextObject;
  subtext?: TextObject;
}

export const CardBlock = ({ block, surface }: BlockProps) => <Card block={block} surface={surface} />;

function Card({ block, surface }: { block: Block; surface: Surface }) {
  const { hero_image, icon, slack_icon, title, subtitle, body, subtext } = block as CardFields;
  return (
    <div class="card">
      {hero_image && <Picture image={hero_image} size="hero" />}
      <div class="card-head">
        {icon && <Picture image={icon} size="icon" />}
        {slack_icon && <Emoji name={slack_icon.name} />}
        <div>
          {title && (
            <div class="card-title">
              <Text text={title} />
            </div>
          )}
          {subtitle && (
            <div class="muted">
              <Text text={subtitle} />
            </div>
          )}
        </div>
      </div>
      {body && <Text text={body} />}
      {subtext && (
        <div class="muted">
          <Text text={subtext} />
        </div>
      )}
      {block.actions && (
        <div class="actions">
          {block.actions.map((element) => (
            <ActionElement key={element.action_id} surface={surface} block={block} element={element} />
          ))}
        </div>
      )}
    </div>
  );
}

/** Cards side by side; what does not fit is scrolled to. */
export function Carousel({ block, surface }: BlockProps) {
  return (
    <Sideways class="carousel" label="Cards">
      {(block.elements ?? []).map((card) => (
        <Card key={String(card.block_id)} block={fieldsOf(card)} surface={surface} />
      ))}
    </Sideways>
  );
}
