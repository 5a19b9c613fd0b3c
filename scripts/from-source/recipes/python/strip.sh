# usage: sh strip.sh ROOT: reduces the packages that were extracted there to a tree in which python3 runs, with its own
# library and nothing else.
set -eu
cd "$1"

for name in bin sbin lib lib64; do
  [ ! -d "usr/$name" ] || [ -e "$name" ] || ln -s "usr/$name" "$name"
done
rm -rf dev etc run tmp var usr/share usr/sbin
mkdir dev etc proc run sys tmp
chmod 1777 tmp
rm -rf usr/lib/*/gconv usr/lib/locale usr/lib/*/perl-base usr/bin/perl*
