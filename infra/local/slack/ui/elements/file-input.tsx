import { useState } from 'preact/hooks';
import { useSeen } from '../seen';
import { sentence, upload } from '../workspace-client';
import { controlOf, type InputProps } from './surface';

interface Uploaded {
  id: string;
  name: string;
}

/** Files for a dialog: uploaded when they are chosen, sent with it as their ids. */
export function FileInput(props: InputProps) {
  const { element, onChange } = props;
  const { me } = useSeen();
  const [files, setFiles] = useState<Uploaded[]>([]);
  const [problem, setProblem] = useState('');
  const keep = (next: Uploaded[]): void => {
    setFiles(next);
    onChange(next.map(({ id }) => id));
  };
  const add = async (chosen: File[]): Promise<void> => {
    setProblem('');
    try {
      const added = await Promise.all(chosen.map(async (file) => ({ id: await upload(me.id, file), name: file.name })));
      keep([...files, ...added]);
    } catch (error) {
      setProblem(sentence(error));
    }
  };
  const types = Array.isArray(element.filetypes) ? element.filetypes.map((type) => `.${type}`).join() : undefined;
  return (
    <span class="file-input">
      <input
        {...controlOf(props)}
        type="file"
        multiple={element.max_files !== 1}
        accept={types}
        onChange={({ currentTarget }) => {
          void add([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
      {files.map((file) => (
        <span key={file.id} class="token">
          {file.name}
          <button
            type="button"
            aria-label={`Remove ${file.name}`}
            onClick={() => keep(files.filter(({ id }) => id !== file.id))}
          >
            ✕
          </button>
        </span>
      ))}
      {problem && (
        <span class="problem" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
