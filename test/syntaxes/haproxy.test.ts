import { test } from 'node:test';
import { check } from './annotated.ts';

const haproxy = (sample: string): Promise<void> => check('source.haproxy', sample);

test('sections, directives and names', () =>
  haproxy(`
global
^^^^^^ keyword.control.section.haproxy
    log stdout format raw local0
    ^^^ keyword.other.directive.haproxy
frontend shop
^^^^^^^^ keyword.control.section.haproxy
         ^^^^ entity.name.section.haproxy
    bind :443 ssl crt /etc/haproxy/shop.pem
    ^^^^ keyword.other.directive.haproxy
              ^^^ constant.language.haproxy
    no log
    ^^ keyword.operator.negation.haproxy
       ^^^ keyword.other.directive.haproxy
    default_backend api
    ^^^^^^^^^^^^^^^ keyword.other.directive.haproxy
                    ^^^ entity.name.label.haproxy
backend api
^^^^^^^ keyword.control.section.haproxy
    server api-1 api:8080 check inter 2s
    ^^^^^^ keyword.other.directive.haproxy
           ^^^^^ entity.name.label.haproxy
                          ^^^^^ constant.language.haproxy
                                      ^^ constant.numeric.haproxy
`));

test('access lists and their conditions', () =>
  haproxy(`
    acl is_api path_beg -i /api
        ^^^^^^ entity.name.label.haproxy
                        ^^ variable.parameter.flag.haproxy
    http-request deny if { src -f /etc/blocked } or !is_api
                      ^^ keyword.operator.logical.haproxy
                         ^ keyword.operator.logical.haproxy
                                               ^ keyword.operator.logical.haproxy
    use_backend api if { hdr(host) -i api.example }
                ^^^ entity.name.label.haproxy
                         ^^^ support.function.haproxy
.if defined(TLS)
^^^ keyword.control.conditional.haproxy
.endif
^^^^^^ keyword.control.conditional.haproxy
`));

test('weak quotes expand variables, strong quotes do not, a backslash escapes', () =>
  haproxy(`
    bind "\${ADDRESS}:443"
         ^^^^^^^^^^^^^^^^ string.quoted.double.haproxy
          ^^^^^^^^^^ variable.other.environment.haproxy
    http-request set-header X '\${ADDRESS}'
                              ^^^^^^^^^^^^ string.quoted.single.haproxy
                               ^^^^^^^^^^ !variable.other.environment.haproxy
    log-format "%ci:%cp %[src] \\"%r\\""
                ^^^ variable.other.format.haproxy
                        ^^^^^^ variable.other.format.haproxy
                               ^^ constant.character.escape.haproxy
    errorfile 503 /with\\ space
                       ^^ constant.character.escape.haproxy
`));

test('a hash starts a comment anywhere outside quotes, unless it is escaped', () =>
  haproxy(`
# bind :80
^^^^^^^^^^ comment.line.number-sign.haproxy
    bind :80 # plain
             ^^^^^^^ comment.line.number-sign.haproxy
    monitor-uri /a\\#b
                  ^^ constant.character.escape.haproxy
                  ^^^ !comment.line.number-sign.haproxy
    monitor-uri "/a#b"
                   ^^^ !comment.line.number-sign.haproxy
`));

test('a quote left open spoils its own line alone', () =>
  haproxy(`
    stats realm "Harbour
                ^^^^^^^^ string.quoted.double.haproxy
    stats uri /stats
    ^^^^^ keyword.other.directive.haproxy
    stats realm 'Harbour
                ^^^^^^^^ string.quoted.single.haproxy
listen next
^^^^^^ keyword.control.section.haproxy
`));
