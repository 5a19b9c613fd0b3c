// All time limits of this folder. They are long, because a slow host is not dead: a Pi under full load, a name server
// that is off and a home directory in the network can make a login take a minute. sshd itself gives people two minutes
// (LoginGraceTime).

/**
 * Seconds for a TCP connection. A healthy node needs less, and a booting node answers a new try sooner than an old one.
 */
export const dialSeconds = 5;

/**
 * Seconds for which a host may be silent between taking the connection and the end of the login. sshd waits as long for
 * people.
 */
export const handshakeSeconds = 120;

/** For how long there may be silence between the start of the login shell and the root shell. */
export const loginMs = 120_000;

/** The silence after which people are told what is waited for. */
export const slowMs = 10_000;

/**
 * For how long to wait after a question of PAM that this program cannot answer: a code from a telephone, a new
 * password.
 */
export const questionMs = 3000;

/** For how long a channel or a connection may take to close. */
export const goodbyeMs = 1000;

/** For how long sshd may still count a session that has closed. */
export const sessionEndMs = 5000;

/**
 * For how long to read on after the exit code: a background process that keeps stdout open would keep the channel open
 * for ever.
 */
export const lingerMs = 5000;

/** Seconds between keepalive messages on an open connection. */
export const keepaliveSeconds = 5;

/**
 * Keepalive messages without an answer before the connection counts as lost, which is after 20 s. Work goes on over a
 * new connection, with the limits above. This must not be much longer: a node that gets a new address takes the old one
 * back after two minutes of silence.
 */
export const keepaliveTries = 3;

/** Seconds that a node may take to come back, by default: a Pi with a slow card boots for minutes. */
export const reconnectSeconds = 300;
