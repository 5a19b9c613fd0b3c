/** What bin/run.js starts: one copy of oclif for it and for the commands. */
export { execute } from '@oclif/core';
