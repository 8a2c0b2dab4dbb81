import { useEffect, useRef, useState } from 'preact/hooks';
import type { BlockElement } from '../../model';
import { useSeen } from '../seen';
import { plainText } from '../text';
import { OfferList, offerId } from './offer-list';
import { initialValues, type Offer, offersOf, optionsOf } from './offers';
import { controlOf, type InputProps } from './surface';

/** Typing settles for so long before the app is asked, in milliseconds. */
const PAUSE_MS = 150;
const FEWEST_CHARACTERS = 3;

/** Chooses by typing: several values as tokens, or one of what the app offers. */
export function Combobox(props: InputProps) {
  const { surface, block, element, onChange } = props;
  const isMulti = element.type.startsWith('multi_');
  const held = surface.valueOf(block, element);
  const values = held === undefined ? initialValues(element) : [held].flat().map(String).filter(Boolean);
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const { offers, remark, labelOf } = useOffers(props, typed, isOpen);
  const isFull = isMulti && values.length >= Number(element.max_selected_items ?? Number.POSITIVE_INFINITY);
  const choosable = isFull ? [] : offers.filter(({ value }) => !values.includes(value));
  const note = isFull ? `At most ${element.max_selected_items} can be chosen.` : remark;

  const change = (next: string[]): void => {
    setTyped('');
    setActive(0);
    onChange(isMulti ? next : (next.at(-1) ?? ''));
    field.current?.focus();
  };
  const choose = (offer: Offer): void => {
    if (!isMulti) setOpen(false);
    change(isMulti ? [...values, offer.value] : [offer.value]);
  };
  const KEYS: Record<string, () => void> = {
    ArrowDown: () => (isOpen ? setActive(Math.min(active + 1, choosable.length - 1)) : setOpen(true)),
    ArrowUp: () => setActive(Math.max(active - 1, 0)),
    Enter: () => {
      const offer = isOpen ? choosable[active] : undefined;
      if (offer) choose(offer);
    },
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && isOpen) {
      event.preventDefault(); // the dialog around stays
      event.stopPropagation();
      setOpen(false);
    }
    if (event.key === 'Backspace' && typed === '' && values.length > 0) change(values.slice(0, -1));
    const deed = KEYS[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  };

  return (
    <span
      class="combobox"
      onFocusOut={(event) => {
        const next = event.relatedTarget;
        if (!(next instanceof Node && event.currentTarget.contains(next))) setOpen(false);
      }}
    >
      <span class="tokens">
        {values.map((value) => (
          <span key={value} class="token">
            {labelOf(value)}
            <button
              type="button"
              aria-label={`Remove ${labelOf(value)}`}
              onClick={() => change(values.filter((one) => one !== value))}
            >
              ✕
            </button>
          </span>
        ))}
        <input
          {...controlOf(props)}
          ref={field}
          type="text"
          role="combobox"
          autocomplete="off"
          aria-expanded={isOpen}
          aria-controls={`${props.id}-offers`}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && choosable[active] ? offerId(props.id, active) : undefined}
          placeholder={values.length === 0 ? plainText(element.placeholder) || 'Choose or type' : ''}
          value={typed}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setOpen(true);
            setActive(0);
          }}
          onKeyDown={press}
        />
      </span>
      {isOpen && <OfferList id={props.id} offers={choosable} active={active} note={note} onChoose={choose} />}
    </span>
  );
}

/** What can be chosen for what was typed: found here, or asked of the app. */
function useOffers({ surface, block, element }: InputProps, typed: string, isOpen: boolean) {
  const seen = useSeen();
  const isExternal = element.type.endsWith('external_select');
  const [suggested, setSuggested] = useState<Offer[]>([]);
  const [known, setKnown] = useState<readonly Offer[]>(() => initialOffers(element));
  const [problem, setProblem] = useState('');
  const fewest = Number(element.min_query_length ?? FEWEST_CHARACTERS);
  const isTooShort = [...typed].length < fewest;

  useEffect(() => {
    if (!isExternal || !isOpen || isTooShort) return setSuggested([]);
    let isCurrent = true;
    const ask = async (): Promise<void> => {
      const answer = await surface.suggest(block, element, typed).catch(() => undefined);
      if (!isCurrent) return;
      const found = answer?.ok ? optionsOf(answer) : [];
      setProblem(answer?.ok ? '' : 'The app did not say what there is.');
      setSuggested(found);
      setKnown((before) => [...found, ...before]);
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [typed, isOpen, isTooShort]);

  const all = isExternal ? [...suggested, ...known] : offersOf(element, seen);
  const offers = isExternal
    ? suggested
    : all.filter(({ label }) => label.toLocaleLowerCase().includes(typed.toLocaleLowerCase()));
  const hint = isExternal && isTooShort ? `Type at least ${fewest} ${fewest === 1 ? 'character' : 'characters'}.` : '';
  return {
    offers,
    remark: problem || hint || 'Nothing found.',
    labelOf: (value: string) => all.find((offer) => offer.value === value)?.label ?? value,
  };
}

const initialOffers = ({ initial_option: one, initial_options: several = [] }: BlockElement): Offer[] =>
  optionsOf({ options: one ? [one, ...several] : several });
