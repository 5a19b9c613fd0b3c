import { useState } from 'preact/hooks';
import type { Start } from './start.ts';

const roles = { edit: 'edit: run things', view: 'view: look', admin: 'admin: also give others a role there' } as const;
const quotas = { small: 'small', medium: 'medium: twice as much' } as const;

/** Shows the form for `user add`. */
export function AddPerson({ start }: { readonly start: Start }) {
  const [name, setName] = useState('');
  const [namespaces, setNamespaces] = useState('');
  const [role, setRole] = useState<keyof typeof roles>('edit');
  const [quota, setQuota] = useState<keyof typeof quotas>('small');
  const submit = (event: Event) => {
    event.preventDefault();
    const words = namespaces.split(/[\s,]+/).filter(Boolean);
    start({ verb: 'user add', name: name.trim(), role, quota, ...(words.length > 0 && { namespaces: words }) });
  };
  return (
    <form class="card fields" onSubmit={submit} aria-labelledby="add-person">
      <h3 id="add-person">Add a person</h3>
      <Field label="Name" value={name} set={setName} required />
      <Field label="Namespaces, separated by blanks. Default: the name" value={namespaces} set={setNamespaces} />
      <Choice label="May" value={role} set={setRole} choices={roles} />
      <Choice label="Quota in each namespace" value={quota} set={setQuota} choices={quotas} />
      <button type="submit" class="main">
        Show what it would make
      </button>
      <p class="quiet">
        Writes the person into the inventory, and a kubeconfig with a new key on this computer. So that the key stays
        with the person, go by the terminal: microcloud user request NAME there, microcloud user add NAME --csr FILE
        here.
      </p>
    </form>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly required?: boolean;
}

function Field({ label, value, set, required = false }: FieldProps) {
  return (
    <label>
      {label}
      <input
        type="text"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        required={required}
        value={value}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
    </label>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly set: (value: T) => void;
  readonly choices: Readonly<Record<T, string>>;
}

function Choice<T extends string>({ label, value, set, choices }: ChoiceProps<T>) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => set(currentTarget.value as T)}>
        {Object.entries<string>(choices).map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
