// What ssh refuses in the name of a user, and the colon, which ends a name in /etc/passwd:
// https://github.com/openssh/openssh-portable/blob/master/ssh.c (valid_ruser)
const neverInNames = /^[-$]|['`";&<>|(){}:\p{Cc}]|\\$/u;

/** Tells whether somebody can log in under a name: in capitals, with dots, of a domain (`LAB\\ana`, `ana@lab.example`). */
export function isLoginName(text: string): boolean {
  return text !== '' && text.trim() === text && !neverInNames.test(text);
}
