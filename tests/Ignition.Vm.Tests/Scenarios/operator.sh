echo 'changed by the operator' >/etc/plain
systemctl -q disable everything.service
usermod --shell /bin/sh core
