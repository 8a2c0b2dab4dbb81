import { useEffect, useRef } from 'preact/hooks';
import { grouped, type Offer } from './offers';
import { Option } from './option';

export const offerId = (id: string, index: number): string => `${id}-offer-${index}`;

interface OfferListProps {
  id: string;
  offers: readonly Offer[];
  active: number;
  /** Stands where there is nothing to choose. */
  note: string;
  onChoose: (offer: Offer) => void;
}

/** The list below a combobox; the focus stays in the field. */
export function OfferList({ id, offers, active, note, onChoose }: OfferListProps) {
  const list = useRef<HTMLDivElement>(null);
  // Below the last field of a dialog it would open out of sight.
  useEffect(() => list.current?.scrollIntoView({ block: 'nearest' }), [offers.length]);
  useEffect(
    () => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
    [active],
  );
  return (
    <div ref={list} class="offers" role="listbox" id={`${id}-offers`} aria-label="Options">
      {offers.length === 0 && (
        <p class="muted" role="status">
          {note}
        </p>
      )}
      {grouped(offers).map(([group, members]) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot stand in a listbox
        <div key={group} role="group" aria-label={group || undefined}>
          {group && <p class="offer-group">{group}</p>}
          {members.map((offer) => {
            const index = offers.indexOf(offer);
            return (
              <Option
                key={offer.value}
                id={offerId(id, index)}
                isActive={index === active}
                onChoose={() => onChoose(offer)}
              >
                {offer.label}
              </Option>
            );
          })}
        </div>
      ))}
    </div>
  );
}
