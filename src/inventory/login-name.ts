// Characters that ssh refuses in the name of a user, and the colon, which ends a name in /etc/passwd:
// https://github.com/openssh/openssh-portable/blob/master/ssh.c (valid_ruser)
const neverInNames = /^[-$]|['`";&<>|(){}:\p{Cc}]|\\$/u;

/**
 * Tells whether a text can be the name of a login. Capitals, dots and names of a domain are allowed (`LAB\\ana`,
 * `ana@lab.example`).
 */
export function isLoginName(text: string): boolean {
  return text !== '' && text.trim() === text && !neverInNames.test(text);
}
