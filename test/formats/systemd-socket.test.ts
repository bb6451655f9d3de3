import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemdSocket } from '../../server/src/formats/systemd-socket.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/web.socket';

const WHOLE = `[Unit]
Description=Web
ListenStream=1
[Socket]
# ListenStream=2
ListenStream=8080
ListenStream = 127.0.0.1:8081
ListenDatagram=[::1]:53
ListenStream=/run/web.sock
ListenStream=vsock:2:1234
ListenStream=@PORT@
[Install]
WantedBy=sockets.target
`;

test('the ports that systemd listens on', () => {
  assert.deepEqual(siteLines(systemdSocket, FILE, WHOLE), [
    '6:14 listen ListenStream 8080 tcp',
    '7:26 listen ListenStream 8081 tcp at 127.0.0.1',
    '8:22 listen ListenDatagram 53 udp at ::1',
  ]);
  const reset = WHOLE.replace('[Install]', 'ListenStream=\nListenStream=90\n[Install]');
  assert.deepEqual(siteLines(systemdSocket, FILE, reset), [
    '8:22 listen ListenDatagram 53 udp at ::1',
    '13:14 listen ListenStream 90 tcp',
  ]);
  checkPrefixes(systemdSocket, FILE, WHOLE);
});

test('a number that is no port', () =>
  checkFixture(`
    === web.socket
    [Socket]
    ListenStream=80800
    ~            ^^^^^ error[invalid-port]
  `));
