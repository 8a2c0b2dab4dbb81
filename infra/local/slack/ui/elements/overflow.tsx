import { isSafeUrl } from '../mrkdwn';
import { plainText } from '../text';
import { Menu } from './menu';
import type { ElementProps } from './surface';
import { useAction } from './use-action';

export function Overflow(props: ElementProps) {
  const { run, question } = useAction(props);
  const items = (props.element.options ?? []).map((option) => ({
    label: plainText(option.text),
    onChoose: () => {
      if (option.url && isSafeUrl(option.url)) window.open(option.url, '_blank', 'noopener');
      run(option.value);
    },
  }));
  return (
    <>
      <Menu label="More actions" face="⋯" items={items} />
      {question}
    </>
  );
}
