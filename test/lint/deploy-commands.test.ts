/** What counts as a deployment, by the command that is run. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployment } from '../../server/src/lint/deploy-commands.ts';
import { commandsIn } from '../../server/src/pipeline/shell.ts';

function found(script: string): readonly string[] {
  return commandsIn(script).flatMap((it) => deployment(it.words) ?? []);
}

test('clusters and charts', () => {
  assert.deepEqual(found('kubectl -n shop apply -f app.yml'), ['kubectl apply']);
  assert.deepEqual(found('kubectl set image deployment/shop shop=shop:1'), ['kubectl set image']);
  assert.deepEqual(found('kubectl config set-context shop && kubectl get pods && kubectl rollout status deploy'), []);
  assert.deepEqual(found('kubectl diff -f app.yml; kubectl apply --dry-run=client -f app.yml'), []);
  assert.deepEqual(found('kubectl create ns x --dry-run=client -o yaml | kubectl apply -f -'), ['kubectl apply']);
  assert.deepEqual(found('helm upgrade --install shop ./chart'), ['helm upgrade']);
  assert.deepEqual(found('helm repo update && helm lint chart && helm template chart && helm push chart'), []);
  assert.deepEqual(found('helm diff upgrade shop ./chart'), []);
  assert.deepEqual(found('helm uninstall shop'), []);
  assert.deepEqual(found('argocd app sync shop'), ['argocd app sync']);
  assert.deepEqual(found('argocd app diff shop'), []);
});

test('infrastructure', () => {
  assert.deepEqual(found('terraform -chdir=prod apply -auto-approve plan.cache'), ['terraform apply']);
  assert.deepEqual(found('terraform init && terraform validate && terraform plan -out plan.cache'), []);
  assert.deepEqual(found('gitlab-terraform apply'), ['gitlab-terraform apply']);
  assert.deepEqual(found('pulumi preview'), []);
  assert.deepEqual(found('pulumi up --yes'), ['pulumi up']);
  assert.deepEqual(found('ansible-playbook -i hosts site.yml'), ['ansible-playbook']);
  assert.deepEqual(found('ansible-playbook --check -i hosts site.yml'), []);
  assert.deepEqual(found('ansible-playbook --syntax-check site.yml'), []);
});

test('clouds', () => {
  assert.deepEqual(found('aws --region eu-west-1 ecs update-service --cluster shop'), ['aws ecs update-service']);
  assert.deepEqual(found('aws ecs update-service --cluster shop --force-new-deployment'), ['aws ecs update-service']);
  assert.deepEqual(found('aws s3 sync dist s3://shop'), ['aws s3 sync']);
  assert.deepEqual(found('aws s3 sync s3://shop dist'), []);
  assert.deepEqual(found('aws ecr get-login-password && aws eks update-kubeconfig --name shop'), []);
  assert.deepEqual(found('gcloud run deploy shop --image shop:1'), ['gcloud run deploy']);
  assert.deepEqual(found('gcloud auth activate-service-account && gcloud builds submit'), []);
  assert.deepEqual(found('az webapp deploy --name shop'), ['az webapp deploy']);
  assert.deepEqual(found('npx serverless deploy --stage prod'), ['serverless deploy']);
  assert.deepEqual(found('npx serverless package'), []);
  assert.deepEqual(found('npx wrangler deploy --dry-run'), []);
});

test('other hosts', () => {
  assert.deepEqual(found('rsync -az public/ web@$HOST:/srv/www'), ['rsync']);
  assert.deepEqual(found('rsync -azn public/ web@$HOST:/srv/www; rsync -a public/ /backup'), []);
  assert.deepEqual(found('ssh $USER@$HOST "cd /srv && docker compose up -d"'), ['ssh']);
  assert.deepEqual(found('ssh -T git@gitlab.example.com; ssh-keyscan $HOST; ssh $HOST true'), []);
  assert.deepEqual(found('sshpass -p "$PASS" scp app.war $USER@$HOST:/srv'), ['scp']);
  assert.deepEqual(found('docker compose up -d'), []);
  assert.deepEqual(found('docker --host ssh://web compose up -d'), ['docker compose up']);
  assert.deepEqual(found('docker stack deploy -c stack.yml shop'), ['docker stack deploy']);
  assert.deepEqual(found('docker push shop:1'), []);
});

test('webhooks', () => {
  assert.deepEqual(found('curl -fsS -X POST "$DEPLOY_WEBHOOK_URL"'), ['curl']);
  assert.deepEqual(found('curl -X POST -d "{}" https://hooks.slack.com/services/deploy'), []);
  assert.deepEqual(found('curl https://shop.example.com/deploy'), []);
});

test('scripts and tasks that say so themselves', () => {
  assert.deepEqual(found('./deploy.sh production'), ['deploy.sh']);
  assert.deepEqual(found('make deploy-prod'), ['make deploy-prod']);
  assert.deepEqual(found('npm run deploy'), ['npm run deploy']);
  assert.deepEqual(found('bash ci/deploy.sh'), ['bash ci/deploy.sh']);
  assert.deepEqual(
    found('make deploy-image; ./deploy-docker.sh; npm run test:deploy; ./deployment_scripts/lint.sh'),
    [],
  );
});

test('what is only printed, commented out or written into a file is not run', () => {
  assert.deepEqual(found('echo "kubectl apply -f app.yml"'), []);
  assert.deepEqual(found('# kubectl apply -f app.yml'), []);
  assert.deepEqual(found('cat <<EOF > README\nkubectl apply -f app.yml\nEOF\nhelm upgrade shop .'), ['helm upgrade']);
});

test('commands behind others', () => {
  assert.deepEqual(found('if [ -n "$X" ]; then sudo -E kubectl apply -f a.yml; fi'), ['kubectl apply']);
  assert.deepEqual(found('KUBECONFIG=$K kubectl apply -f a.yml'), ['kubectl apply']);
  assert.deepEqual(found('bundle exec cap production deploy'), ['cap deploy']);
  assert.deepEqual(found('helm upgrade \\\n  --install shop .'), ['helm upgrade']);
  assert.deepEqual(found('retry_cmd 6 30 helm upgrade --install shop .'), ['helm upgrade']);
  assert.deepEqual(found('timeout 300s kubectl apply -f a.yml; timeout -k 5 300 kubectl get pods'), ['kubectl apply']);
  assert.deepEqual(found('./retry.sh --times 3 -- make deploy-prod'), ['make deploy-prod']);
  assert.deepEqual(found('retry() { "$@"; }; echo retry kubectl apply -f a.yml'), []);
});
