// Two hundred and more addresses that try to leave the folder of the window's files: every way of writing `..`,
// joined with every target, and the odd ones. All of them must find nothing.
const TARGETS = ['etc/passwd', 'package.json', 'main/index.js', 'setup.json', 'app.asar', 'windows/win.ini', 'assets/../../setup.json', 'index.html/../../setup.json'];

const STEPS = [
  '../', '..\\', '%2e%2e/', '%2E%2E/', '.%2e/', '%2e./', '..%2f', '..%5c', '%2e%2e%2f', '%2e%2e%5c', '%252e%252e/', '%252e%252e%252f',
  '..%c0%af', '%c0%ae%c0%ae/', '%uff0e%uff0e/', '\uff0e\uff0e/', '....//', '..././', '..;/', '.\u200b./', '..%00/', '..\0/',
]; // prettier-ignore

const ODD = [
  '//etc/passwd', '///etc/passwd', '/\\etc\\passwd', '/C:/windows/win.ini', '/C:\\windows\\win.ini', '/%43%3a/windows/win.ini', '/file:///etc/passwd',
  '/etc/passwd%00.html', '/index.html%00.js', '/index.html\0', '/.', '/..', '/...', '/.git/config', '/.env', '/assets/.hidden', '/assets/', '/assets', '/index.html/',
  '/index.html?/../../setup.json', '/./index.html/./', '/assets//index.js', '/~root/.ssh/id_rsa', '/proc/self/environ', '/dev/zero', '/con', '/nul.js', '/index.html::$DATA',
  '/index.html.', '/index.html ', '/%20index.html', '/index.html%0a', '/assets/%2e%2e/%2e%2e/setup.json', '/http://127.0.0.1/', '/app.asar/package.json',
]; // prettier-ignore

export const traversalPaths: readonly string[] = [
  ...STEPS.flatMap((step) => TARGETS.map((target) => `/${step.repeat(3)}${target}`)),
  ...STEPS.map((step) => `/assets/${step}${step}setup.json`),
  ...ODD,
];
