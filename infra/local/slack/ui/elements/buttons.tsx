import { useState } from 'preact/hooks';
import type { TextObject } from '../../model';
import { isSafeUrl } from '../mrkdwn';
import { useSeen } from '../seen';
import { plainText } from '../text';
import type { ElementProps } from './surface';
import { useAction } from './use-action';

const styled = (style: unknown): string => (style === 'primary' || style === 'danger' ? `button ${style}` : 'button');

export function Button(props: ElementProps) {
  const { element } = props;
  const { isBusy, run, question } = useAction(props);
  const press = (): void => {
    if (element.url && isSafeUrl(element.url)) window.open(element.url, '_blank', 'noopener');
    run();
  };
  return (
    <>
      <button
        type="button"
        class={styled(element.style)}
        aria-label={element.accessibility_label}
        aria-busy={isBusy}
        onClick={press}
      >
        {isBusy && <span class="spinner" aria-hidden="true" />}
        {plainText(element.text)}
      </button>
      {question}
    </>
  );
}

/** Starts a workflow at Slack, and tells the app nothing. */
export function WorkflowButton({ element }: ElementProps) {
  const [isPressed, setPressed] = useState(false);
  return (
    <>
      <button
        type="button"
        class={styled(element.style)}
        aria-label={element.accessibility_label}
        onClick={() => setPressed(true)}
      >
        {plainText(element.text)}
      </button>
      {isPressed && (
        <span class="muted" role="status">
          This workspace runs no workflows.
        </span>
      )}
    </>
  );
}

/** Slack names one icon, the bin; it may be meant for some people only. */
export function IconButton(props: ElementProps) {
  const { element } = props;
  const { me } = useSeen();
  const { isBusy, run, question } = useAction(props);
  const { visible_to_user_ids: visibleTo } = element;
  if (Array.isArray(visibleTo) && !visibleTo.includes(me.id)) return null;
  const label = element.accessibility_label ?? plainText(element.text);
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={label}
        title={label}
        aria-busy={isBusy}
        onClick={() => run()}
      >
        <span aria-hidden="true">🗑</span>
      </button>
      {question}
    </>
  );
}

interface Opinion {
  text: TextObject;
  value: string;
  accessibility_label?: string;
}

/** Two thumbs; the one that was pressed last stays marked. */
export function FeedbackButtons(props: ElementProps) {
  const { element, surface, block } = props;
  const { run } = useAction(props);
  const chosen = surface.valueOf(block, element);
  const thumb = (opinion: Opinion, icon: string) => (
    <button
      type="button"
      class="icon-button"
      aria-label={opinion.accessibility_label ?? plainText(opinion.text)}
      aria-pressed={chosen === opinion.value}
      title={plainText(opinion.text)}
      onClick={() => {
        surface.fill(block, element, opinion.value);
        run(opinion.value);
      }}
    >
      <span aria-hidden="true">{icon}</span>
    </button>
  );
  return (
    <>
      {thumb(element.positive_button as Opinion, '👍')}
      {thumb(element.negative_button as Opinion, '👎')}
    </>
  );
}
