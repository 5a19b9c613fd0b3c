// All times that this folder waits. Slow is not dead: a Pi at full load, a name server that is off and a home directory in
// a network make a login of a minute, and sshd itself gives people two (LoginGraceTime).

/** A TCP connection takes longer only where something is wrong. A node that boots answers a new try sooner than an old one. */
export const dialSeconds = 5;

/** How long a host that has taken the connection may be silent before it lets us in. sshd waits as long for people. */
export const handshakeSeconds = 120;

/** How long the way from the login shell through sudo may be silent. */
export const loginMs = 120_000;

/** After so much silence people are told what is waited for. */
export const slowMs = 10_000;

/** How long a question of PAM's stays that this program has no answer for: a code from a telephone, a new password. */
export const questionMs = 3000;

/** How long a channel or a connection may take to close, after all has been said. */
export const goodbyeMs = 1000;

/** How long sshd may count a session that has closed. */
export const sessionEndMs = 5000;

/** A background process that keeps stdout open would keep the channel open for good. */
export const lingerMs = 5000;

/** How often an open connection is asked for a sign of life. */
export const keepaliveSeconds = 5;

/**
 * So often nobody answers before the connection counts as lost: after 20 s. Work goes on over a new one, which has the
 * patience above. Longer would be too long for a node that moves: it takes its old address back after two minutes of silence.
 */
export const keepaliveTries = 3;

/** How long a node may take to come back, unless the caller says otherwise: a Pi with a slow card boots for minutes. */
export const reconnectSeconds = 300;
