// @ts-check
// electron-builder's hook before it installs, rebuilds and packs node_modules. Out: false, which means that it need
// not: the app is bundled, the engines' packages are staged by stageEngines.mjs, and native ones run in plain Node.
export default async function beforeBuild() {
  return false;
}
