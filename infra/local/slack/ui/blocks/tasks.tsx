import type { BlockElement } from '../../model';
import { Link } from '../text';
import { type BlockProps, fieldsOf } from './block-props';
import { RichText } from './rich-text';

type Status = 'pending' | 'in_progress' | 'complete' | 'error';

interface Task {
  task_id: string;
  title: string;
  status: Status;
  details?: BlockElement;
  output?: BlockElement;
  sources?: { url: string; text: string }[];
}

const SIGNS: Readonly<Record<Status, { sign: string; label: string }>> = {
  pending: { sign: '○', label: 'to do' },
  in_progress: { sign: '', label: 'in progress' },
  complete: { sign: '✓', label: 'done' },
  error: { sign: '!', label: 'failed' },
};

export const TaskCard = ({ block }: BlockProps) => (
  <div class="plan">
    <TaskView task={fieldsOf(block)} />
  </div>
);

/** Tasks under a title, each with how far it is. */
export function Plan({ block }: BlockProps) {
  const { title, tasks = [] } = fieldsOf<{ title: string; tasks?: Task[] }>(block);
  return (
    <div class="plan">
      <strong>{title}</strong>
      <ul>
        {tasks.map((task) => (
          <li key={task.task_id}>
            <TaskView task={task} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function TaskView({ task }: { task: Task }) {
  const { details, output, sources = [] } = task;
  const head = (
    <>
      <Sign status={task.status} /> {task.title}
    </>
  );
  if (!details && !output && sources.length === 0) return <p class="task">{head}</p>;
  return (
    <details class="task" open={task.status === 'in_progress' || task.status === 'error'}>
      <summary>{head}</summary>
      {details && <RichText elements={details.elements} />}
      {output && (
        <div class="task-output">
          <RichText elements={output.elements} />
        </div>
      )}
      {sources.length > 0 && (
        <p class="muted">
          {sources.map((source, index) => (
            <span key={index} class="source">
              <Link url={source.url}>{source.text}</Link>
            </span>
          ))}
        </p>
      )}
    </details>
  );
}

function Sign({ status }: { status: Status }) {
  const { sign, label } = SIGNS[status];
  return (
    <span class={`task-sign ${status}`} role="img" aria-label={label}>
      {status === 'in_progress' ? <span class="spinner" /> : sign}
    </span>
  );
}
