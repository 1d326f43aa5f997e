"""The configuration of the mail system: one Dovecot and one Postfix that live in a folder of their own."""

from __future__ import annotations

DOVECOT = """
base_dir={base}/dovecot/run
state_dir={base}/dovecot/state
log_path={base}/dovecot.log
protocols=imap lmtp
ssl=required
ssl_cert=<{base}/tls/server.pem
ssl_key=<{base}/tls/server.key
auth_mechanisms=plain login {mechanisms}
auth_failure_delay=0
mail_location=maildir:{base}/mail/%u
mail_uid={uid}
mail_gid={gid}
first_valid_uid=1
first_valid_gid=0
{tokens}passdb {{
  driver=static
  args=password=s3cret
  mechanisms=plain login
}}
userdb {{
  driver=static
  args=uid={uid} gid={gid} home={base}/mail/%u allow_all_users=yes
}}
namespace inbox {{
  inbox=yes
  mailbox Sent {{
    auto=subscribe
    special_use=\\Sent
  }}
  mailbox Drafts {{
    auto=subscribe
    special_use=\\Drafts
  }}
}}
service imap-login {{
  inet_listener imap {{
    port=0
  }}
  inet_listener imaps {{
    address=127.0.0.1
    port={imaps}
    ssl=yes
  }}
}}
service lmtp {{
  unix_listener {base}/dovecot/lmtp {{
    mode=0666
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode=0
  }}
}}
service auth {{
  unix_listener {base}/dovecot/auth {{
    mode=0666
  }}
}}
"""

# before the passwords: what tokens are worth is asked of the server that gave them (RFC 7662)
TOKENS = """passdb {{
  driver=oauth2
  args={base}/dovecot-oauth2.conf.ext
  mechanisms=xoauth2 oauthbearer
}}
"""

INTROSPECTION = """
introspection_mode=post
introspection_url={url}
active_attribute=active
active_value=true
username_attribute=username
tls_ca_cert_file={ca}
"""

MAIN_CF = """
compatibility_level=3.6
queue_directory={base}/postfix/spool
data_directory={base}/postfix/lib
maillog_file={base}/postfix.log
maillog_file_prefixes={base}
mail_owner=postfix
setgid_group=postdrop
myhostname=localhost
mydestination=
virtual_mailbox_domains=example.test
virtual_transport=lmtp:unix:{base}/dovecot/lmtp
inet_interfaces=loopback-only
inet_protocols=ipv4
relay_domains=
smtputf8_enable=yes
smtpd_sasl_type=dovecot
smtpd_sasl_path={base}/dovecot/auth
smtpd_tls_cert_file={base}/tls/server.pem
smtpd_tls_key_file={base}/tls/server.key
smtpd_tls_auth_only=yes
smtpd_recipient_restrictions=permit_sasl_authenticated,reject
default_transport=error:no outside world
"""

MASTER_CF = """
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
127.0.0.1:{smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
lmtp unix - - n - - lmtp
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
showq unix n - n - - showq
"""
