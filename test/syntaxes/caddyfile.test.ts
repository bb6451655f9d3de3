import { test } from 'node:test';
import { check } from './annotated.ts';

const caddyfile = (sample: string, open?: number): Promise<void> => check('source.caddyfile', sample, open);

test('options, snippets, sites, directives and subdirectives', () =>
  caddyfile(`
{
^ punctuation.section.block.begin.caddyfile
	http_port 8080
}
^ punctuation.section.block.end.caddyfile
(logging) {
 ^^^^^^^ entity.name.function.snippet.caddyfile
}
shop.example.com, https://www.shop.example.com {
^^^^^^^^^^^^^^^^ entity.name.section.site.caddyfile
                ^ punctuation.separator.caddyfile
                  ^^^^^ keyword.other.scheme.caddyfile
                          ^^^^^^^^^^^^^^^^^^^^ entity.name.section.site.caddyfile
                                               ^ punctuation.section.block.begin.caddyfile
  import logging
  ^^^^^^ keyword.control.import.caddyfile
         ^^^^^^^ entity.name.function.snippet.caddyfile
  @post method POST
  ^^^^^ variable.other.matcher.caddyfile
  reverse_proxy @post /api/* api:8080 {
  ^^^^^^^^^^^^^ keyword.other.directive.caddyfile
                ^^^^^ variable.other.matcher.caddyfile
                      ^^^^^^ string.unquoted.path.caddyfile
    health_interval 10s
    ^^^^^^^^^^^^^^^ keyword.other.directive.caddyfile
                    ^^^ constant.numeric.caddyfile
  }
}
`));

test('one site needs no braces', () =>
  caddyfile(`
localhost
^^^^^^^^^ entity.name.section.site.caddyfile
file_server browse
^^^^^^^^^^^ keyword.other.directive.caddyfile
`));

test('placeholders and variables, with defaults', () =>
  caddyfile(`
{$DOMAIN:localhost} {
  ^^^^^^ variable.other.environment.caddyfile
         ^^^^^^^^^ string.unquoted.default.caddyfile
                    ^ punctuation.section.block.begin.caddyfile
  respond "Hello, {http.request.host}"
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ string.quoted.double.caddyfile
                  ^^^^^^^^^^^^^^^^^^^ variable.other.placeholder.caddyfile
  redir https://www.example.com{uri}
                               ^^^^^ variable.other.placeholder.caddyfile
}
`));

test('a hash starts a comment only where a token starts', () =>
  caddyfile(`
# shop.example.com
^^^^^^^^^^^^^^^^^^ comment.line.number-sign.caddyfile
shop.example.com {
  redir /a#b # gone
          ^^ !comment.line.number-sign.caddyfile
             ^^^^^^ comment.line.number-sign.caddyfile
}
`));

test('strings run to their quote and heredocs to their marker, over line ends', () =>
  caddyfile(`
shop.example.com {
  respond "first } \\"
          ^^^^^^^^^^^ string.quoted.double.caddyfile
                   ^^ constant.character.escape.caddyfile
second" 200
^^^^^^^ string.quoted.double.caddyfile
        ^^^ constant.numeric.caddyfile
  respond \`{"ok": true}\`
          ^^^^^^^^^^^^^^ string.quoted.other.caddyfile
  respond <<HTML
          ^^^^^^ string.unquoted.heredoc.caddyfile
    <p>"unclosed</p>
^^^^^^^^^^^^^^^^^^^^ string.unquoted.heredoc.caddyfile
    HTML 200
         ^^^ constant.numeric.caddyfile
  file_server
  ^^^^^^^^^^^ keyword.other.directive.caddyfile
}
`));

test('a backslash or, among addresses, a comma carries a line on', () =>
  caddyfile(`
a.example.com,
b.example.com {
^^^^^^^^^^^^^ entity.name.section.site.caddyfile
  header Cache-Control \\
                       ^ constant.character.escape.line-continuation.caddyfile
    no-cache
    ^^^^^^^^ !keyword.other.directive.caddyfile
  file_server
  ^^^^^^^^^^^ keyword.other.directive.caddyfile
}
`));

test('a block that is still being typed is the only thing left open', () =>
  caddyfile('shop.example.com {\n  file_server\n', 2));
