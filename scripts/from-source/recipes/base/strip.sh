# usage: sh strip.sh ROOT: reduces the packages that were extracted there to the smallest tree in which iptables, nft,
# ip, ipset, conntrack, cp and modprobe run. It goes to every node.
set -eu
cd "$1"

for name in bin sbin lib lib64; do
  [ ! -d "usr/$name" ] || ln -s "usr/$name" "$name"
done
for name in iptables ip6tables; do
  for what in '' -save -restore; do ln -s xtables-nft-multi "usr/sbin/$name$what"; done
done
# modprobe is busybox's own: that of kmod needs libcrypto, a third of the whole tree.
for name in sh cat cp grep ln ls mkdir modprobe mv rm sleep; do
  [ -e "usr/bin/$name" ] || ln -s busybox "usr/bin/$name"
done

rm -rf dev etc run tmp var usr/share
mkdir dev etc proc run sys tmp var
chmod 1777 tmp
ln -s ../run var/run
cd usr
rm -rf lib/locale lib/systemd lib/terminfo lib/*/gconv lib/*/ossl-modules lib/*/engines-3 lib/*/perl-base bin/perl*
rm -f lib/*/libcrypto.so.* lib/*/libssl.so.* lib/*/libmvec.so.* lib/*/libdb-5.3.so
