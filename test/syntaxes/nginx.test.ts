import { test } from 'node:test';
import { check } from './annotated.ts';

const nginx = (sample: string, open?: number): Promise<void> => check('source.nginx', sample, open);

test('contexts, directives, labels and terminators', () =>
  nginx(`
worker_processes auto;
^^^^^^^^^^^^^^^^ keyword.other.directive.nginx
                     ^ punctuation.terminator.nginx
http {
^^^^ keyword.control.context.nginx
     ^ punctuation.section.block.begin.nginx
    upstream api {
    ^^^^^^^^ keyword.control.context.nginx
        server api-1:8080 weight=3;
        ^^^^^^ keyword.other.directive.nginx
    }
    ^ punctuation.section.block.end.nginx
    server {
    ^^^^^^ keyword.control.context.nginx
        listen 443 ssl;
        ^^^^^^ keyword.other.directive.nginx
        location @fallback { return 404; }
        ^^^^^^^^ keyword.control.context.nginx
                 ^^^^^^^^^ entity.name.label.nginx
                                    ^^^ constant.numeric.nginx
    }
}
`));

test('numbers with units, switches, variables and strings that expand them', () =>
  nginx(`
keepalive_timeout 65s;
                  ^^^ constant.numeric.nginx
client_max_body_size 10m;
                     ^^^ constant.numeric.nginx
gzip on;
     ^^ constant.language.nginx
proxy_set_header Host $host;
                      ^^^^^ variable.other.nginx
add_header X "a \\" $request_id \${scheme}";
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ string.quoted.double.nginx
                ^^ constant.character.escape.nginx
                   ^^^^^^^^^^^ variable.other.nginx
                               ^^^^^^^^^ variable.other.nginx
`));

test('regular expressions of locations, rewrites and conditions', () =>
  nginx(`
location ~* \\.(png|jpg)$ { expires 30d; }
         ^^ keyword.operator.modifier.nginx
            ^^^^^^^^^^^^ string.regexp.nginx
location = /health { }
         ^ keyword.operator.modifier.nginx
           ^^^^^^^ string.unquoted.path.nginx
rewrite ^/old/(.*)$ /new/$1 last;
        ^^^^^^^^^^^ string.regexp.nginx
                         ^^ variable.other.nginx
if ($http_user_agent ~ (bot|crawl)) { return 403; }
^^ keyword.control.context.nginx
                     ^ keyword.operator.comparison.nginx
                       ^^^^^^^^^^^ string.regexp.nginx
`));

test('keys of maps and types are not directives', () =>
  nginx(`
map $http_upgrade $connection_upgrade {
^^^ keyword.control.context.nginx
    default upgrade;
    ^^^^^^^ keyword.other.directive.nginx
    ~^ws    close;
    ^ keyword.operator.modifier.nginx
     ^^^ string.regexp.nginx
    upgrade close;
    ^^^^^^^ !keyword.other.directive.nginx
}
types { text/html html htm; }
        ^^^^^^^^^ !keyword.other.directive.nginx
user nginx;
^^^^ keyword.other.directive.nginx
`));

test('a hash starts a comment only where a token starts', () =>
  nginx(`
# listen 80;
^^^^^^^^^^^^ comment.line.number-sign.nginx
listen 80; # the front door
           ^^^^^^^^^^^^^^^^ comment.line.number-sign.nginx
rewrite ^/a#b$ /c;
           ^^^ !comment.line.number-sign.nginx
user nginx;
^^^^ keyword.other.directive.nginx
`));

test('a directive goes on to its semicolon, a string to its quote, over line ends', () =>
  nginx(`
log_format main '$remote_addr - '
                ^^^^^^^^^^^^^^^^^ string.quoted.single.nginx
                '"$request" ; {';
                ^^^^^^^^^^^^^^^^ string.quoted.single.nginx
                                ^ punctuation.terminator.nginx
server_name harbour.example
            www.harbour.example;
            ^^^^^^^^^^^^^^^^^^^ !keyword.other.directive.nginx
return 200 "first
           ^^^^^^ string.quoted.double.nginx
second";
^^^^^^^ string.quoted.double.nginx
user nginx;
^^^^ keyword.other.directive.nginx
`));

test('a Lua block ends at its own brace', () =>
  nginx(`
content_by_lua_block {
^^^^^^^^^^^^^^^^^^^^ keyword.other.directive.nginx
    local t = { a = 1 }
    ngx.say(t.a)
}
^ punctuation.section.block.end.nginx
user nginx;
^^^^ keyword.other.directive.nginx
`));

test('a block that is still being typed is the only thing left open', () => nginx('server {\n    listen 80;', 1));
