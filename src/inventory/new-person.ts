import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../errors.ts';
import { addPerson, type NewPerson, removePerson } from './edit-entries.ts';
import { type InventoryEdit, proposeEdit } from './inventory-edit.ts';
import { rewriteInventory } from './inventory-file.ts';
import { loadInventory } from './load.ts';
import { nearest } from './nearest.ts';
import { type Person, personOf, type Role } from './people.ts';
import { requirePersonName } from './person-name.ts';
import type { Inventory } from './schema.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The user's wishes for a new person. */
export interface WantedPerson {
  readonly namespaces?: readonly string[] | undefined;
  readonly role?: Role | undefined;
  readonly quota?: 'small' | 'medium' | undefined;
}

export interface FoundPerson {
  readonly inventory: Inventory;
  readonly person: Person;
  /** Present when the file does not have the person yet. */
  readonly entry?: NewPerson;
  readonly edit?: InventoryEdit;
}

/**
 * Finds a person in the inventory, or makes a new one. It only reads the file.
 * @throws UserError when the wishes contradict the inventory, or would make mistakes in it
 */
export async function findOrMakePerson(
  path: string,
  name: string,
  wanted: WantedPerson,
  { env }: { readonly env: Env },
): Promise<FoundPerson> {
  const inventory = await loadInventory(path, { env });
  const entry = entryOf(name, wanted);
  const known = inventory.people.find((one) => one.name === name);
  if (known) return { inventory, person: agreeing(known, entry, wanted) };
  requirePersonName(name, 'add');
  const edit = await proposeEdit(path, (text) => addPerson(text, entry), {
    env,
    refusal: { sentence: `${name} does not fit into ${path}`, hints: ['microcloud user add --help'] },
  });
  return { inventory: edit.inventory, person: personNamed(edit.inventory, name), entry, edit };
}

/**
 * Finds a person by name. @throws UserError when the inventory has no person of this name. Its last hint is what to do
 * instead
 */
export function personNamed(
  { people }: Pick<Inventory, 'people'>,
  name: string,
  instead = `microcloud user add ${name}`,
): Person {
  const person = people.find((one) => one.name === name);
  if (person) return person;
  const meant = nearest(
    name,
    people.map((one) => one.name),
  );
  throw new UserError(`${name} is not in the inventory${meant ? `: did you mean ${meant}?` : '.'}`, {
    hints: ['microcloud user list', instead],
    exitCode: 2,
  });
}

/** Writes the entry of a person into the file. Everything else in the file stays as it is. */
export function writePerson(path: string, entry: NewPerson): Promise<void> {
  return rewriteInventory(path, (text) => addPerson(text, entry));
}

/** Takes the entry of a person out of the file. Everything else in the file stays as it is. */
export function dropPerson(path: string, name: string): Promise<void> {
  return rewriteInventory(path, (text) => removePerson(text, name));
}

function entryOf(name: string, { namespaces = [name], role = 'edit', quota }: WantedPerson): NewPerson {
  return {
    name,
    namespaces: Object.fromEntries(namespaces.map((namespace) => [namespace, role])),
    ...(quota === undefined ? {} : { quota }),
  };
}

function agreeing(known: Person, entry: NewPerson, wanted: WantedPerson): Person {
  const said = personOf(entry);
  const isSame =
    (wanted.quota === undefined || isDeepStrictEqual(said.quota, known.quota)) &&
    (wanted.namespaces ?? []).every((name) => known.namespaces.some((one) => one.name === name)) &&
    (wanted.role === undefined || known.namespaces.every(({ role }) => role === wanted.role));
  if (isSame) return known;
  throw new UserError(`${known.name} is in the inventory already, with something else.`, {
    hints: ['to change it, edit people in the inventory, then: microcloud init', `microcloud user renew ${known.name}`],
    exitCode: 2,
  });
}
