#pragma once

#include <QStyledItemDelegate>

namespace bedside {

//! Where the parts of a row go. Parts that have no place are empty. All left to right; mirrored when painted.
struct AgendaColumns
{
    QRect time;
    QRect name;
    QRect reason;
    QRect practitioner;
    QRect chip;
    QRect clock;
    QRect code;
    QRect action;
    bool showsAge = true;
};

//! Paints a row of the agenda from AgendaModel::RowRole. Columns give way in this order when it gets narrow:
//! code, age, reason, practitioner.
class AgendaDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setPractitionersShown(bool shown) { m_practitionersShown = shown; }
    //! Key of the row to take next; it stands out.
    void setNextKey(const QString &key) { m_nextKey = key; }
    //! The row that the keyboard would act on shows its action as a button.
    AgendaColumns columns(const QRect &row) const;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

signals:
    //! The action's word was clicked.
    void actionTriggered(const QModelIndex &index);

protected:
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;

private:
    bool m_practitionersShown = true;
    QString m_nextKey;
};

} // namespace bedside
