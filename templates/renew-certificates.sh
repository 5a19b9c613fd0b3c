#!/bin/sh
# Written by microcloud. Usage: renew-certificates.sh DAYS [anew]. Renews the certificates of this node when one of them
# ends within DAYS, and restarts every part that runs with an older certificate than its files have. `anew` renews them
# whenever they end. A timer must not do that: its clock may be wrong.
set -eu
days=$1
anew=${2:-}
files='{{files}}'
parts='{{parts}}'
now=$(date +%s)

ends_soon() {
  for file in $files; do
    [ -s "$file" ] || continue
    case $file in
      *.conf) sed -n 's/^ *client-certificate-data: *//p' "$file" | base64 -d ;;
      *) cat "$file" ;;
    esac | openssl x509 -noout -checkend $((days * 86400)) >/dev/null || return 0
  done
  return 1
}

# Prints the process of a part, if it started before one of the certificates in its arguments was written.
old_process() {
  for pid in $(pidof "$1"); do
    age=$(ps -o etimes= -p "$pid") || continue
    for file in $(tr '\0' '\n' <"/proc/$pid/cmdline" | sed -n 's,^--[a-z-]*=\(/etc/kubernetes/.*\)$,\1,p'); do
      case " $files " in *" $file "*) ;; *) continue ;; esac
      [ "$(stat -c %Y "$file")" -gt $((now - age + 2)) ] || continue
      echo "$pid"
      return
    done
  done
}

# A running kubelet renews its own certificate. If the board was off for too long, kubelet does not start any more. A
# control plane has the CA's key, and can sign a certificate for the same key and name again.
revive_kubelet() {
  folder=/var/lib/kubelet/pki pki=/etc/kubernetes/pki
  old=$folder/kubelet-client-current.pem
  [ -s "$old" ] && [ -s $pki/ca.key ] || return 0
  [ "$anew" = anew ] || ! openssl x509 -noout -checkend 0 -in "$old" >/dev/null || return 0
  new=kubelet-client-$(date +%Y-%m-%d-%H-%M-%S).pem
  (
    umask 077
    printf 'keyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=clientAuth\n' >"$folder/usage"
    openssl x509 -x509toreq -in "$old" -signkey "$old" -out "$folder/request" 2>/dev/null
    openssl x509 -req -in "$folder/request" -CA $pki/ca.crt -CAkey $pki/ca.key -set_serial "0x$(openssl rand -hex 8)" \
      -days 365 -extfile "$folder/usage" -out "$folder/$new.microcloud" 2>/dev/null
    openssl pkey -in "$old" >>"$folder/$new.microcloud"
    sync "$folder/$new.microcloud"
    mv "$folder/$new.microcloud" "$folder/$new"
  )
  rm -f "$folder/usage" "$folder/request"
  ln -sfn "$new" "$old.microcloud"
  mv -T "$old.microcloud" "$old"
  echo "kubelet starts anew, with its new certificate"
  systemctl restart kubelet
}

# Tells whether the API of this node is back: not that of another control plane, which may have the shared address.
is_back() {
  [ ! -e "/proc/$2" ] && [ -n "$(pidof "$1")" ] &&
    KUBECONFIG=/etc/kubernetes/admin.conf kubectl --server https://127.0.0.1:6443 --tls-server-name kubernetes \
      --request-timeout=5s get --raw /readyz >/dev/null 2>&1
}

if [ "$anew" = anew ] || ends_soon; then
  {{renew}}
fi
revive_kubelet

# Files with a time in the future, written while the clock was wrong, would seem newer than any start.
for file in $files; do
  if [ -e "$file" ] && [ "$(stat -c %Y "$file")" -gt "$(date +%s)" ]; then touch "$file"; fi
done

trap 'rm -f {{pausing}}' EXIT

# kubelet starts a part again that has ended. Manifests are not moved away to restart a part: after a power cut it would
# be missing for ever.
for part in $parts; do
  now=$(date +%s)
  pid=$(old_process "$part")
  [ -n "$pid" ] || continue
  [ ! -e {{handOver}} ] || [ -e {{pausing}} ] || sh {{handOver}}
  echo "$part starts anew, with its new certificate"
  kill "$pid"
  tries=0
  until is_back "$part" "$pid"; do
    tries=$((tries + 1))
    # An API that is asked to stop takes 30 seconds, and does not answer meanwhile.
    [ "$part $tries" != 'kube-apiserver {{grace}}' ] || kill -9 "$pid" 2>/dev/null || :
    if [ $tries -ge 300 ]; then echo "$part does not come back: look at it with journalctl -u kubelet"; exit 1; fi
    sleep 1
  done
done
