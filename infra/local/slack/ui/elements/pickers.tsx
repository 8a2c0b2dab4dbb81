import { useRef } from 'preact/hooks';
import { plainText } from '../text';
import { controlOf, type InputProps } from './surface';

interface Picker {
  type: 'date' | 'time' | 'datetime-local';
  initial: string;
  /** Between what the workspace takes and what the browser's field takes. */
  shown: (value: string) => string;
  sent: (value: string) => string;
}

const same = (value: string): string => value;

const PICKERS: Readonly<Record<string, Picker>> = {
  datepicker: { type: 'date', initial: 'initial_date', shown: same, sent: same },
  timepicker: { type: 'time', initial: 'initial_time', shown: same, sent: same },
  datetimepicker: { type: 'datetime-local', initial: 'initial_date_time', shown: localMinute, sent: unixSeconds },
};

/** Dates and times, by the browser's own fields. */
export function DateTimePicker(props: InputProps) {
  const { surface, block, element, onChange } = props;
  const picker = PICKERS[element.type];
  const isTyping = useRef(false);
  const held = surface.valueOf(block, element);
  const pressed = useRef(String(held ?? ''));
  if (!picker) return null;
  const value = picker.shown(String(held ?? element[picker.initial] ?? ''));
  // Each key makes another date; only a date that somebody is done with is a choice.
  const done = (typed: string): void => {
    isTyping.current = false;
    const sent = picker.sent(typed);
    if (sent === pressed.current) return;
    pressed.current = sent;
    onChange(sent);
  };
  return (
    <input
      {...controlOf(props)}
      type={picker.type}
      placeholder={plainText(element.placeholder)}
      value={value}
      onKeyDown={(event) => {
        isTyping.current = event.key !== 'Enter';
        if (event.key === 'Enter' && block.type !== 'input') done(event.currentTarget.value);
      }}
      onPointerDown={() => {
        isTyping.current = false;
      }}
      onChange={(event) => {
        if (isTyping.current) surface.fill(block, element, picker.sent(event.currentTarget.value));
        else done(event.currentTarget.value);
      }}
      onBlur={(event) => {
        if (isTyping.current) done(event.currentTarget.value);
      }}
    />
  );
}

/** @param seconds since 1970, as text */
function localMinute(seconds: string): string {
  if (seconds === '') return '';
  const at = new Date(Number(seconds) * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** @param minute in the reader's time zone, such as `2026-11-24T19:30` */
function unixSeconds(minute: string): string {
  return minute === '' ? '' : String(Math.floor(new Date(minute).getTime() / 1000));
}
