// The environment that an engine gets: what the system needs to run a program, and nothing of the person's
// (no tokens, no proxies, no NODE_OPTIONS). The libraries' own downloaders are told to stay off.

const PASSED_ON = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'LD_LIBRARY_PATH'] as const;

export function engineEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return { ...environment, NODE_LLAMA_CPP_SKIP_DOWNLOAD: 'true', HF_HUB_OFFLINE: '1', ...extra };
}
