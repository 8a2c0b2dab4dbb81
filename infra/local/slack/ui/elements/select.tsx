import { useEffect } from 'preact/hooks';
import { useSeen } from '../seen';
import { plainText } from '../text';
import { grouped, initialValues, offersOf } from './offers';
import { controlOf, type InputProps } from './surface';

/** One choice among what is known beforehand, by the browser's own menu. */
export function Select(props: InputProps) {
  const { surface, block, element, onChange } = props;
  const seen = useSeen();
  const held = surface.valueOf(block, element);
  const [initial] = initialValues(element);
  const isHere = element.default_to_current_conversation === true && initial === undefined && held === undefined;
  useEffect(() => {
    if (isHere) surface.fill(block, element, seen.here);
  }, [isHere]);
  return (
    <select
      {...controlOf(props)}
      value={String(held ?? initial ?? '')}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="" disabled={!block.optional}>
        {plainText(element.placeholder) || 'Choose an option'}
      </option>
      {grouped(offersOf(element, seen)).map(([group, offers]) => {
        const options = offers.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ));
        return group ? (
          <optgroup key={group} label={group}>
            {options}
          </optgroup>
        ) : (
          options
        );
      })}
    </select>
  );
}
