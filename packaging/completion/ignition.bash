# bash completion for ignition: commands, flags, stages, platforms.
_ignition() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
    case ${prev#-} in
        stage|-stage) mapfile -t COMPREPLY < <(compgen -W "disks fetch fetch-offline files kargs mount umount" -- "$cur"); return ;;
        platform|-platform) mapfile -t COMPREPLY < <(compgen -W "$(ignition help platforms 2>/dev/null)" -- "$cur"); return ;;
        root|-root) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    esac
    if [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(ignition "${COMP_WORDS[@]:1:COMP_CWORD>1?1:0}" -help 2>/dev/null | sed -n 's/^  \(-[a-z-]*\).*/\1/p')" -- "$cur")
    elif [[ $COMP_CWORD -eq 1 ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(ignition help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')" -- "$cur")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
}
complete -F _ignition ignition
