import { useState } from 'preact/hooks';
import type { SlashCommand, Snapshot } from '../../model';
import { Option } from '../elements/option';

export interface Completion {
  /** Commands that begin with what was typed. */
  offered: readonly SlashCommand[];
  active: number;
  /** The command that is being written, when it is complete. */
  written: SlashCommand | undefined;
  /** @returns whether the key was meant for the list */
  press(event: KeyboardEvent): boolean;
  choose(command: SlashCommand): void;
}

/** Slash commands of the app's manifest, offered as soon as somebody types `/`. */
export function useCompletion({ commandDetails }: Snapshot, text: string, onText: (text: string) => void): Completion {
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState('');
  const isStarted = /^\/\S*$/.test(text) && text !== dismissed;
  const offered = isStarted ? commandDetails.filter(({ command }) => command.startsWith(text)) : [];
  const written = commandDetails.find(({ command }) => text === command || text.startsWith(`${command} `));
  const at = Math.min(active, offered.length - 1);
  const choose = ({ command }: SlashCommand): void => {
    setActive(0);
    onText(`${command} `);
  };
  const KEYS: Record<string, () => void> = {
    ArrowDown: () => setActive((at + 1) % offered.length),
    ArrowUp: () => setActive((at - 1 + offered.length) % offered.length),
    Escape: () => setDismissed(text),
    Tab: () => offered[at] && choose(offered[at]),
    Enter: () => offered[at] && choose(offered[at]),
  };
  return {
    offered,
    active: at,
    written,
    choose,
    press(event) {
      const deed = offered.length > 0 && !event.shiftKey ? KEYS[event.key] : undefined;
      // A command that is written out is sent by Enter.
      if (!deed || (event.key === 'Enter' && written)) return false;
      event.preventDefault();
      deed();
      return true;
    },
  };
}

const COMMANDS_ID = 'commands';
const commandId = (id: string, index: number): string => `${id}-${COMMANDS_ID}-${index}`;

/** Attributes of the field that the list belongs to. */
export const completing = (id: string, { offered, active }: Completion) => ({
  'aria-autocomplete': 'list' as const,
  'aria-controls': offered.length > 0 ? `${id}-${COMMANDS_ID}` : undefined,
  'aria-activedescendant': offered.length > 0 ? commandId(id, active) : undefined,
});

export function CommandList({ id, completion }: { id: string; completion: Completion }) {
  const { offered, active, written, choose } = completion;
  if (offered.length === 0) {
    return written ? (
      <p class="hint usage" role="status">
        <strong>{written.command}</strong> {written.usageHint}
      </p>
    ) : null;
  }
  return (
    <div class="commands" role="listbox" id={`${id}-${COMMANDS_ID}`} aria-label="Commands">
      {offered.map((command, index) => (
        <Option
          key={command.command}
          id={commandId(id, index)}
          isActive={index === active}
          onChoose={() => choose(command)}
        >
          <span>
            <strong>{command.command}</strong> <span class="muted">{command.usageHint}</span>
          </span>
          <span class="muted">{command.description}</span>
        </Option>
      ))}
    </div>
  );
}
