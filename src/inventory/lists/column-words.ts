import { meaningOf } from '../ansible/group-names.ts';

/** What a column, or a key of a list, says about a machine. */
export type Field = 'name' | 'address' | 'user' | 'port' | 'identityFile' | 'password' | 'role' | 'way' | 'options';

/**
 * Names of the fields in spreadsheets and in files of other programs, in lower case without accents, blanks and signs.
 */
const words: Readonly<Record<Field, RegExp>> = {
  name: /^(host)?name$|^(host|node|nodename|hostnameoverride|machine|device|servername|fqdn|nom|nombre|rechner(name)?|gerat|equipo?|maquina)$/,
  address:
    /^(ip(v4)?(addr(ess|esse)?|adress?e?)?|addr(ess|esse)?|adresse|adreca(ip)?|direccion(ip)?|lanip|iplan|internalip|ansiblehost)$/,
  user: /^(ssh|ansible)?user(name)?$|^(login|usuario|usuari|benutzer(name)?|utilisateur)$/,
  port: /^((ssh|ansible)?port|puerto)$/,
  identityFile: /^((ssh)?key(path|file)?|(ssh)?privatekey(path|file)?|priv|identityfile|sshkeypath)$/,
  password: /^((ssh)?pass(word|wd)?|passwort|kennwort|contrasena|contrasenya|motdepasse)$/,
  way: /^(proxy(jump|command)|jump(host)?|bastion)$/,
  // Other options in a section of an ssh_config.
  options: /^sshoptions/,
  role: /^(roles?|rolle|rols?|type|tipo|tipus|typ|funcion?|grup|grupo|gruppe|groups?)$/,
};

/** Finds the field that a column's name means; undefined where it means none. */
export function fieldOf(column: string): Field | undefined {
  const plain = column
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
  return (Object.keys(words) as Field[]).find((field) => words[field].test(plain));
}

/**
 * Reads the roles in a text such as `controller+worker` or `controlplane, etcd`. Returns an empty list where the text
 * names none.
 */
export function rolesIn(text: string): readonly ('control-plane' | 'worker')[] {
  // In k0s a "single" node is both.
  if (text.trim() === 'single') return ['control-plane', 'worker'];
  return text.split(/[+,;/&]|\s(?:and|und|y|i)\s/).flatMap((word) => meaningOf(word.trim()).role ?? []);
}
