// Headless Chromium for the embedded VS Code. Whoever launches it closes it.

import { chromium } from 'playwright-core';

/** @returns Playwright's browser; it draws on no screen, may run as root and asks the network for nothing of its own. */
export function launchBrowser(executablePath) {
  return chromium.launch({
    executablePath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
    ],
    // The caller ends it, after what else it has to end.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
