import { useState } from 'preact/hooks';
import type { Fault } from '../../../faults/fault';

/** What `/stack` tells: faults still to happen, the time, and what may be asked for. */
interface StackState {
  faults: Fault[];
  now: string;
  kinds: Record<Fault['of'], string[]>;
}

const STEPS = [
  { label: '1 hour', seconds: 3_600 },
  { label: '1 day', seconds: 86_400 },
  { label: '7 days', seconds: 7 * 86_400 },
];

/** Faults and time of the local stack by hand: what networks, Slack and AWS do on a bad day. */
export function StackPanel() {
  const [state, setState] = useState<StackState | undefined>();
  const [problem, setProblem] = useState('');
  const ask = async (method: string, path: string, body?: unknown): Promise<void> => {
    const answer = await fetch(path, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    const told = await answer.json();
    setProblem(answer.ok ? '' : told.error);
    if (answer.ok) setState(told);
  };
  return (
    <details class="stack-panel" onToggle={(event) => event.currentTarget.open && void ask('GET', '/stack')}>
      <summary>Faults and time</summary>
      {state && (
        <>
          <FaultForm kinds={state.kinds} onAdd={(fault) => void ask('POST', '/stack/faults', fault)} />
          <PendingFaults faults={state.faults} />
          <div class="stack-row">
            <button type="button" onClick={() => void ask('GET', '/stack')}>
              Look again
            </button>
            <button type="button" onClick={() => void ask('DELETE', '/stack/faults')}>
              Forget all
            </button>
          </div>
          <Time
            now={state.now}
            onAdvance={(seconds) => void ask('POST', '/stack/clock', { advanceSeconds: seconds })}
          />
        </>
      )}
      {problem && <p role="alert">{problem}</p>}
    </details>
  );
}

const OF_WHAT: Record<Fault['of'], string> = {
  call: 'A call of the bot',
  event: 'An event on its way',
  socket: 'The socket of an envelope',
};

type FaultOrder = { of: Fault['of']; kind: string; on: string; times: number; when?: string };

function FaultForm({ kinds, onAdd }: { kinds: StackState['kinds']; onAdd: (fault: FaultOrder) => void }) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const [of = 'call', kind = ''] = String(form.get('kind')).split(':');
    const on = String(form.get('on')).trim() || '*';
    const times = Number(form.get('times'));
    if (of === 'event') onAdd({ of, kind, on, times });
    else onAdd({ of: of === 'socket' ? of : 'call', kind, on, times, when: String(form.get('when')) });
  };
  return (
    <form onSubmit={submit}>
      <label>
        What goes wrong
        <select name="kind">
          {(['call', 'event', 'socket'] as const).map((of) => (
            <optgroup key={of} label={OF_WHAT[of]}>
              {kinds[of].map((kind) => (
                <option key={kind} value={`${of}:${kind}`}>
                  {kind}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <label>
        When (of a call or socket)
        <select name="when">
          <option value="before">before it takes effect</option>
          <option value="after">after it took effect</option>
        </select>
      </label>
      <label>
        Operation, method or detail-type
        <input name="on" placeholder="any" />
      </label>
      <label>
        How often
        <input name="times" type="number" min="1" max="1000" value="1" />
      </label>
      <button type="submit">Let it happen</button>
    </form>
  );
}

function PendingFaults({ faults }: { faults: Fault[] }) {
  if (faults.length === 0) return <p>Nothing will go wrong.</p>;
  return (
    <ul aria-label="Faults to come">
      {faults.map((fault, index) => (
        <li key={index}>
          {fault.times} × {fault.kind}
          {fault.of !== 'event' && ` ${fault.when}`} {fault.on === '*' ? 'any' : fault.on}
        </li>
      ))}
    </ul>
  );
}

function Time({ now, onAdvance }: { now: string; onAdvance: (seconds: number) => void }) {
  return (
    <fieldset>
      <legend>Time at Slack and AWS</legend>
      <time dateTime={now}>{new Date(now).toLocaleString('en')}</time>
      <div class="stack-row">
        {STEPS.map(({ label, seconds }) => (
          <button key={label} type="button" onClick={() => onAdvance(seconds)}>
            + {label}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
