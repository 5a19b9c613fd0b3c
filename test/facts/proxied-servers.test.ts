import assert from 'node:assert/strict';
import { it } from 'node:test';
import { proxiedServers } from '../../src/facts/proxied-servers.ts';

const told = `# pxname,svname,qcur,status,weight,check_status,last_chk,check_desc
answers,FRONTEND,,OPEN,,,,
api,FRONTEND,,OPEN,,,,
api,pi-1,0,UP,1,L7OK,,Layer7 check passed
api,pi-2,0,UP 1/2,1,L7OK,,Layer7 check passed
api,pi-3,0,DOWN,1,L4CON,Connection refused,Layer4 connection problem
api,BACKEND,0,UP,3,,,
services,pi-3,0,DOWN,1,L4TOUT,,Layer4 timeout

`;

it('tells what HAProxy says of each machine, and what one that is down answers', () => {
  const { parse } = proxiedServers;
  assert.deepEqual(
    parse(told).map(({ group, node, isUp }) => [group, node, isUp]),
    [
      ['api', 'pi-1', true],
      ['api', 'pi-2', true],
      ['api', 'pi-3', false],
      ['services', 'pi-3', false],
    ],
  );
  assert.deepEqual(
    parse(told).flatMap(({ isUp, said }) => (isUp ? [] : [said])),
    ['Layer4 connection problem', 'Layer4 timeout'],
  );
  assert.deepEqual(parse(''), []);
});
